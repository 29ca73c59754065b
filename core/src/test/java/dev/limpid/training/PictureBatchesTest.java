package dev.limpid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PictureBatchesTest {
    private static final Augmentation AS_THEY_ARE = new Augmentation(Crop.NATIVE, Flips.NONE);

    @TempDir
    private Path folder;

    private ImageFolder index() throws IOException {
        return ImageFolder.index(folder, Set.of(), 16, RangeChoice.NATURAL, ReadLimits.DEFAULT, (done, of) -> {});
    }

    @ParameterizedTest
    @EnumSource(Crop.class)
    void aBatchFollowsFromItsNumberWhateverWasReadBefore(Crop crop) throws IOException {
        PictureFolders.of(folder, 7, 3, 24, 40);
        var augmentation = new Augmentation(crop, Flips.ALL);
        var inOrder = new PictureBatches(index(), augmentation, 4, 3, 16, 1 << 20, 5);
        var withoutMemory = new PictureBatches(index(), augmentation, 4, 3, 16, 0, 5);
        for (int i = 0; i < 4; i++) {
            inOrder.at(i);
        }

        Batch expected = inOrder.at(4);
        Batch alone = withoutMemory.at(4);

        assertThat(alone.clean()).isEqualTo(expected.clean());
        assertThat(alone.noise()).isEqualTo(expected.noise());
        assertThat(alone.levels()).isEqualTo(expected.levels());
        assertThat(withoutMemory.at(5).noise()).isNotEqualTo(expected.noise());
    }

    @Test
    void everyPictureComesOnceBeforeAnyComesAgain() throws IOException {
        PictureFolders.of(folder, 6, 1, 16, 16);
        var batches = new PictureBatches(index(), AS_THEY_ARE, 3, 1, 16, 1 << 20, 0);

        for (int round = 0; round < 3; round++) {
            var seen = new HashSet<List<Float>>();
            for (int i = 0; i < 2; i++) {
                float[] clean = batches.at(2L * round + i).clean();
                for (int b = 0; b < 3; b++) {
                    seen.add(boxed(Arrays.copyOfRange(clean, b * 256, (b + 1) * 256)));
                }
            }
            assertThat(seen).hasSize(6);
        }
    }

    private static List<Float> boxed(float... values) {
        Float[] boxed = new Float[values.length];
        Arrays.setAll(boxed, i -> values[i]);
        return List.of(boxed);
    }

    @Test
    void theTimesOfABatchAreSpreadAndEachIsUniform() throws IOException {
        PictureFolders.of(folder, 2, 1, 16, 16);
        var batches = new PictureBatches(index(), AS_THEY_ARE, 4, 1, 16, 1 << 20, 0);
        double mean = 0;
        for (int i = 0; i < 200; i++) {
            double[] times = batches.at(i).levels();
            for (int b = 0; b < 4; b++) {
                assertThat(times[b]).isBetween(250.0 * b, 250.0 * b + 249);
            }
            mean += times[0] / 200;
        }

        // U{0 … 249} has a standard deviation of 72; of 200 draws' mean that is 5.
        assertThat(mean).isCloseTo(124.5, within(20.0));
    }

    @Test
    void noiseIsStandardNormal() throws IOException {
        PictureFolders.of(folder, 2, 1, 16, 16);
        float[] noise = new PictureBatches(index(), AS_THEY_ARE, 64, 1, 16, 1 << 20, 0)
                .at(3)
                .noise();

        double mean = 0;
        double square = 0;
        for (float e : noise) {
            mean += e / noise.length;
            square += (double) e * e / noise.length;
        }

        assertThat(mean).isCloseTo(0, within(0.03));
        assertThat(square).isCloseTo(1, within(0.05));
    }

    @Test
    void grayIsRepeatedAndColoursAreAveraged() throws IOException {
        PictureFolders.of(folder.resolve("gray"), 1, 1, 16, 16);
        ImageFolder gray = index();
        float[] repeated = new PictureBatches(gray, AS_THEY_ARE, 1, 3, 16, 1 << 20, 0)
                .at(0)
                .clean();
        assertThat(Arrays.copyOfRange(repeated, 256, 512)).isEqualTo(Arrays.copyOf(repeated, 256));

        PictureFolders.of(folder.resolve("colour"), 1, 3, 16, 16);
        ImageFolder colour = new ImageFolder(
                folder,
                RangeChoice.NATURAL,
                ReadLimits.DEFAULT,
                index().pictures().subList(0, 1),
                List.of());
        float[] rgb = new PictureBatches(colour, AS_THEY_ARE, 1, 3, 16, 1 << 20, 0)
                .at(0)
                .clean();
        float[] averaged = new PictureBatches(colour, AS_THEY_ARE, 1, 1, 16, 1 << 20, 0)
                .at(0)
                .clean();
        for (int i = 0; i < 256; i++) {
            assertThat(averaged[i]).isCloseTo((rgb[i] + rgb[256 + i] + rgb[512 + i]) / 3, within(1e-6f));
        }
    }

    @Test
    void refusesAFolderWithoutPictures() throws IOException {
        ImageFolder empty = index();

        assertThatThrownBy(() -> new PictureBatches(empty, AS_THEY_ARE, 1, 1, 16, 0, 0))
                .hasMessage(folder + ": there is no picture to learn from");
    }
}
