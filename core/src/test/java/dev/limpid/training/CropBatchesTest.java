package dev.limpid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.Images;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CropBatchesTest {
    @TempDir
    private Path folder;

    private ImageFolder index() throws IOException {
        return ImageFolder.index(folder, Set.of(), 16, RangeChoice.NATURAL, ReadLimits.DEFAULT, (done, of) -> {});
    }

    private CropBatches batches(int firstSide, int lastSide, long steps, int batch, long memory) throws IOException {
        LocalObjective objective = LocalObjectiveTest.tiny(firstSide, lastSide);
        return new CropBatches(
                objective, index(), LocalObjectiveTest.config(objective, steps, batch, 1e-3, false), memory);
    }

    @Test
    void aBatchFollowsFromItsNumberWhateverWasReadBefore() throws IOException {
        PictureFolders.of(folder, 5, 1, 40, 70);
        CropBatches inOrder = batches(16, 16, 10_000, 300, 1 << 20);
        for (int i = 0; i < 9; i++) {
            inOrder.at(i);
        }

        // The tenth batch lies across the first shelf's end at the 2048th square and the second's.
        for (int number : new int[] {9, 6, 13}) {
            Batch expected = inOrder.at(number);
            Batch alone = batches(16, 16, 10_000, 300, 0).at(number);
            assertThat(alone.clean()).isEqualTo(expected.clean());
            assertThat(alone.noise()).isEqualTo(expected.noise());
            assertThat(alone.levels()).isEqualTo(expected.levels());
        }
        assertThat(inOrder.at(1).clean()).isNotEqualTo(inOrder.at(2).clean());
    }

    /** One picture is as bright as its number: the mean of a square tells which it is of. */
    @Test
    void drawsPicturesByTheirArea() throws IOException {
        flat("a.png", -0.9, 64, 64);
        flat("b.png", 0, 128, 192);
        flat("c.png", 0.9, 256, 192);

        Map<Long, Integer> seen = new HashMap<>();
        Batch batch = batches(16, 16, 100, 2048, 0).at(0);
        for (int i = 0; i < 2048; i++) {
            seen.merge(Math.round(batch.clean()[i * 256] / 0.9), 1, Integer::sum);
        }

        // 64 x 64 pixels and their reductions are 7,926; the others are 6 and 12 times as large.
        int dark = seen.getOrDefault(-1L, 0);
        int gray = seen.getOrDefault(0L, 0);
        assertThat(dark).isBetween(80, 140);
        assertThat(gray / (double) dark).isCloseTo(6, within(0.6));
        assertThat(seen.getOrDefault(1L, 0) / (double) gray).isCloseTo(2, within(0.1));
    }

    private void flat(String name, double value, int height, int width) throws IOException {
        try (var scope = Scope.open()) {
            Images.write(Tensor.full(value, 1, 1, height, width), folder.resolve(name));
        }
    }

    /** In a ramp the step from one column to the next tells the scale. */
    @Test
    void drawsScalesByTheirArea() throws IOException {
        try (var scope = Scope.open()) {
            var ramp = new float[200 * 200];
            for (int i = 0; i < ramp.length; i++) {
                ramp[i] = (i % 200) / 127.5f - 1;
            }
            Images.write(Tensor.of(ramp, 1, 1, 200, 200), folder.resolve("ramp.png"));
        }
        Map<Long, Integer> seen = new HashMap<>();
        Batch batch = batches(16, 16, 100, 2048, 0).at(0);
        for (int i = 0; i < 2048; i++) {
            float[] x = batch.clean();
            int at = i * 256;
            double across = Math.abs(x[at + 15] - x[at]);
            double down = Math.abs(x[at + 240] - x[at]);
            seen.merge(Math.round(100 / (Math.max(across, down) * 127.5 / 15)), 1, Integer::sum);
        }

        double total = 1 + 0.75 * 0.75 + 0.25 + 0.35 * 0.35;
        assertThat(share(seen, 100)).isCloseTo(1 / total, within(0.04));
        assertThat(share(seen, 75)).isCloseTo(0.75 * 0.75 / total, within(0.04));
        assertThat(share(seen, 50)).isCloseTo(0.25 / total, within(0.03));
        assertThat(share(seen, 35)).isCloseTo(0.35 * 0.35 / total, within(0.02));
    }

    /** 8 bits round the ramp, by up to a thirtieth of the step. */
    private static double share(Map<Long, Integer> seen, long percent) {
        return seen.entrySet().stream()
                        .filter(e -> Math.abs(e.getKey() - percent) <= 6)
                        .mapToInt(Map.Entry::getValue)
                        .sum()
                / 2048.0;
    }

    @Test
    void drawsLargerSquaresInTheLastThirtyPercent() throws IOException {
        PictureFolders.of(folder, 3, 3, 40, 48);
        CropBatches batches = batches(16, 32, 10, 2, 0);

        for (int step = 0; step < 10; step++) {
            assertThat(batches.at(step).size()).as("step %d", step).isEqualTo(step < 7 ? 16 : 32);
        }
    }

    @Test
    void refusesAFolderWithoutPictures() {
        assertThatThrownBy(() -> batches(16, 16, 10, 2, 0)).hasMessageContaining("there is no picture to learn from");
    }
}
