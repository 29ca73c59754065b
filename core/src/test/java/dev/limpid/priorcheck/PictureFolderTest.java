package dev.limpid.priorcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.Images;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.io.Sha256;
import dev.limpid.io.TiffBuilder;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import dev.limpid.training.HeldOut;
import dev.limpid.training.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PictureFolderTest {
    private static final int SIZE = 16;

    @TempDir
    private Path folder;

    private PictureFolder pictures(Crop crop) {
        return new PictureFolder(
                folder, new Preparation(RangeChoice.NATURAL, new Augmentation(crop, Flips.ALL)), ReadLimits.DEFAULT);
    }

    private PictureSet first(Crop crop, int most) throws IOException {
        return pictures(crop).first(most, Set.of(), 1, SIZE, (done, of) -> {});
    }

    private void write(String name, int seed, int height, int width) throws IOException {
        Tensor x = Rng.of(seed).normal(1, 1, height, width).mul(0.2);
        Images.write(x, folder.resolve(name));
    }

    @Test
    void takesThePartThatThePriorWasTrainedOn() throws IOException {
        try (var scope = Scope.open()) {
            write("a.png", 1, 40, 60);
            Tensor whole = Images.read(folder.resolve("a.png")).pixels();

            Tensor natural = first(Crop.NATIVE, 1).picture(0);
            assertThat(natural.toFloats())
                    .isEqualTo(Images.crop(whole, 22, 12, SIZE, SIZE).toFloats());
            Tensor largest = Images.resize(Images.crop(whole, 10, 0, 40, 40), SIZE, SIZE);
            assertThat(first(Crop.WHOLE, 1).picture(0).toFloats()).isEqualTo(largest.toFloats());
            float[] random = first(Crop.RANDOM, 1).picture(0).toFloats();
            assertThat(random).isNotEqualTo(largest.toFloats()).isNotEqualTo(natural.toFloats());

            // By the content, whatever else there is, so that two sets have the same square of the same picture.
            Files.move(folder.resolve("a.png"), folder.resolve("z.png"));
            write("b.png", 2, 40, 60);
            assertThat(first(Crop.RANDOM, 2).picture(1).toFloats()).isEqualTo(random);
        }
    }

    @ParameterizedTest
    @EnumSource(Crop.class)
    void decodesNoMoreThanIsAskedFor(Crop crop) throws IOException {
        try (var scope = Scope.open()) {
            for (int i = 0; i < 6; i++) {
                write("picture-" + i + ".png", i, SIZE, SIZE + i);
            }
            // Only reading tells that a file is no picture.
            Files.writeString(folder.resolve("picture-0.png"), "damaged");
            Files.writeString(folder.resolve("picture-4.png"), "damaged");
            var progress = new ArrayList<String>();

            PictureSet three = pictures(crop).first(3, Set.of(), 3, SIZE, (done, of) -> progress.add(done + "/" + of));

            assertThat(three.count()).isEqualTo(3);
            assertThat(three.pictures().shape()).containsExactly(3, 3, SIZE, SIZE);
            assertThat(progress).containsExactly("1/3", "2/3", "3/3", "3/3");
        }
    }

    @Test
    void hasRoomForThePagesOfAFile() throws IOException {
        TiffBuilder tiff = TiffBuilder.littleEndian();
        for (int page = 0; page < 5; page++) {
            var pixels = new byte[SIZE * SIZE];
            Arrays.fill(pixels, (byte) (51 * page));
            tiff.page(SIZE, SIZE, 8, 1, 1, pixels);
        }
        Files.write(folder.resolve("pages.tiff"), tiff.build());
        try (var scope = Scope.open()) {
            PictureSet all = first(Crop.WHOLE, 100);

            assertThat(all.count()).isEqualTo(5);
            for (int page = 0; page < 5; page++) {
                assertThat(all.picture(page).mean().item()).isCloseTo(0.4 * page - 1, within(1e-6));
            }
        }
    }

    @Test
    void saysWhyThereIsNoPicture() throws IOException {
        try (var scope = Scope.open()) {
            write("small.png", 1, SIZE, SIZE - 1);
        }

        assertThatThrownBy(() -> first(Crop.WHOLE, 2))
                .hasMessage(
                        folder + ": there is no picture of at least 16 x 16 pixels in this folder; 1 were passed over,"
                                + " such as " + folder.resolve("small.png") + ": 15 x 16 pixels are too few");
        assertThatThrownBy(() -> new PictureFolder(
                                folder.resolve("none"), pictures(Crop.WHOLE).preparation(), ReadLimits.DEFAULT)
                        .first(2, Set.of(), 1, SIZE, (done, of) -> {}))
                .hasMessage(folder.resolve("none") + ": no such folder");
    }

    private PictureSet heldOut(Map<String, String> hashes) throws IOException {
        return pictures(Crop.WHOLE).heldOut(new HeldOut(hashes), 10, 1, SIZE, (done, of) -> {});
    }

    @Test
    void takesExactlyWhatWasHeldOutAndTheRest() throws IOException {
        try (var scope = Scope.open()) {
            for (String name : new String[] {"a.png", "b.png", "c.png"}) {
                write(name, name.charAt(0), SIZE, SIZE);
            }
            String b = Sha256.of(folder.resolve("b.png"));

            assertThat(heldOut(Map.of("b.png", b)).hashes()).containsExactly(b);
            assertThat(pictures(Crop.WHOLE)
                            .first(10, Set.of(b), 1, SIZE, (done, of) -> {})
                            .hashes())
                    .hasSize(2)
                    .doesNotContain(b);
            assertThatThrownBy(() -> heldOut(Map.of("d.png", b)))
                    .hasMessage(folder.resolve("d.png") + ": was held out by the training, and is not there any more");
            assertThatThrownBy(() -> heldOut(Map.of("a.png", b)))
                    .hasMessage(
                            folder.resolve("a.png") + ": is not the file that the training held out; it has changed");
        }
    }
}
