package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Npy;
import dev.limpid.io.RunRecord;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks without a file. */
class MaskOptionTest {
    @TempDir
    private Path folder;

    private TinyRuns runs;
    private Path image;

    @BeforeEach
    void writeFiles() throws IOException {
        runs = new TinyRuns(folder);
        image = runs.picture("image.png", TinyPrior.SIDE, 3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            random:0.5   | 128
            strokes:0.25 | 64
            box:5        | 25
            box:1,2,3,4  | 12
            centre:6     | 36
            outside:6    | 220
            half:left    | 128
            """)
    void aMaskOfEveryRuleIsRestoredAsTheSimulationIsAndAgain(String rule, int missing) throws IOException {
        runs.run(0, "degrade", image, "--task", "inpainting", "--mask", rule, "--out", runs.at("m"));
        runs.restore(0, image, "--task", "inpainting", "--mask", rule, "--simulate", "--out", runs.at("s"));
        runs.restore(0, runs.at("m/image"), "--out", runs.at("o"));
        runs.run(0, "rerun", runs.at("s/image/run.json"));

        runs.requireSame("s/image/restored.png", "o/image/restored.png");
        long removed = Arrays.stream(Npy.read(runs.at("m/image/mask.npy")).values())
                .filter(v -> v == 0)
                .count();
        assertThat(removed).isBetween((long) missing, missing + (rule.startsWith("strokes") ? 32L : 0));
        RunRecord record = RunRecord.read(runs.at("s/image/run.json"));
        assertThat(record.request()).containsEntry("maskRule", rule);
        assertThat(record.operator().get("removed")).hasToString(rule.replace("random:", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"box:1,2,3,4", "centre:6", "outside:12", "half:top"})
    void whatIsMissingOfAPictureCanBeSaid(String rule) throws IOException {
        runs.restore(0, image, "--task", "inpainting", "--mask", rule, "--out", runs.at("o"));
        runs.run(0, "rerun", runs.at("o/image/run.json"));
        runs.requireSame("o/image/restored.png", "o/image-rerun/restored.png");

        runs.restore(1, image, "--task", "inpainting", "--mask", "half:bottom", "--out", runs.at("o"));
        assertThat(runs.err()).contains("holds a result with other settings");
    }

    @Test
    void pixelsThatTheMaskKeepsStayAsTheyAreUnlessNoiseIsGiven() throws IOException {
        Object[] asked = {"restore", image, "--prior", "photo", "--task", "inpainting", "--mask", "box:1,2,3,4", "--out"
        };
        runs.run(0, plus(asked, runs.at("o")));
        runs.run(0, plus(asked, runs.at("n"), "--noise", "0.1"));

        assertThat(different(runs.at("o/image/restored.png"))).isBetween(1L, 12L);
        assertThat(different(runs.at("n/image/restored.png"))).isGreaterThan(100);
    }

    private static Object[] plus(Object[] first, Object... more) {
        return Stream.of(first, more).flatMap(Arrays::stream).toArray();
    }

    /** Pixels in which a picture is not the input. */
    private long different(Path file) throws IOException {
        BufferedImage a = ImageIO.read(image.toFile());
        BufferedImage b = ImageIO.read(file.toFile());
        return IntStream.range(0, 256)
                .filter(i -> a.getRGB(i % 16, i / 16) != b.getRGB(i % 16, i / 16))
                .count();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            box:10,10,20,20 | a box of 20x20 pixels at 10,10 is not inside an image of 16x16
            box:0,0,0,4     | a box of 0x4 pixels at 0,0 is not inside an image of 16x16
            centre:16       | mask is 0 everywhere: it keeps no pixel to restore the image from
            """)
    void aRuleThatDoesNotFitIsRefused(String rule, String says) {
        runs.restore(1, image, "--task", "inpainting", "--mask", rule, "--out", runs.at("o"));

        assertThat(runs.err()).contains("image.png: " + says);
    }

    @Test
    void degradeNamesTheMaskThatDoesNotFit() throws IOException {
        Path mask = runs.at("mask.npy");
        Npy.write(new float[] {1, 0, 0, 1}, new int[] {2, 2}, mask);
        runs.run(1, "degrade", image, "--task", "inpainting", "--mask", mask, "--out", runs.at("m"));

        assertThat(runs.err())
                .contains("image.png: " + mask + ": the mask has 2x2 pixels, the picture 16x16: they must be the same");
    }

    @Test
    void aMaskUnderWhichNothingIsMissingIsNoticed() throws IOException {
        String notice = "nothing is missing under the mask: every pixel is kept";
        Path all = runs.at("all.npy");
        Npy.write(filled(TinyPrior.SIDE, TinyPrior.SIDE), new int[] {TinyPrior.SIDE, TinyPrior.SIDE}, all);

        runs.run(0, "degrade", image, "--task", "inpainting", "--mask", all, "--out", runs.at("m"));
        assertThat(runs.err()).contains(image + ": " + notice);
        runs.restore(0, image, "--task", "inpainting", "--mask", all, "--out", runs.at("o"));
        runs.restore(0, runs.at("m/image"), "--out", runs.at("p"));

        assertThat(RunRecord.read(runs.at("o/image/run.json")).warnings()).contains(notice);
        assertThat(RunRecord.read(runs.at("p/image/run.json")).warnings()).contains(notice);
    }

    /** The hole is on the left, the part that is restored on the right. */
    @Test
    void aHoleThatWasCutOffIsNoticed() throws IOException {
        Path wide = runs.picture("wide.png", 2 * TinyPrior.SIDE, 3);
        Path mask = runs.at("left.npy");
        float[] values = filled(2 * TinyPrior.SIDE, 2 * TinyPrior.SIDE);
        values[0] = 0;
        Npy.write(values, new int[] {2 * TinyPrior.SIDE, 2 * TinyPrior.SIDE}, mask);

        runs.restore(0, wide, "--task", "inpainting", "--mask", mask, "--crop", "0,0", "--out", runs.at("o"));
        runs.restore(0, wide, "--task", "inpainting", "--mask", mask, "--crop", "16,16", "--out", runs.at("p"));

        String notice = "nothing is missing under the mask: every pixel is kept";
        assertThat(RunRecord.read(runs.at("o/wide/run.json")).warnings()).doesNotContain(notice);
        assertThat(RunRecord.read(runs.at("p/wide/run.json")).warnings()).contains(notice);
    }

    private static float[] filled(int width, int height) {
        var values = new float[width * height];
        Arrays.fill(values, 1);
        return values;
    }
}
