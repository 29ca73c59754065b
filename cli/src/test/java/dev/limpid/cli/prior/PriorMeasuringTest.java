package dev.limpid.cli.prior;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.cli.TinyRuns;
import dev.limpid.cli.train.TinyTrainings;
import dev.limpid.io.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code prior evaluate} and {@code prior compare} know of the training of the priors that they measure. */
class PriorMeasuringTest {
    @TempDir
    private Path folder;

    private TinyTrainings trainings;
    private TinyRuns runs;

    @BeforeEach
    void pictures() throws IOException {
        trainings = new TinyTrainings(folder);
        runs = trainings.runs;
    }

    /** Gray pictures of a camera with 12 bits, in floating point, one of which has a dead pixel. */
    private Path camera() throws IOException {
        Path camera = Files.createDirectory(runs.at("camera"));
        for (int i = 0; i < 4; i++) {
            var values = new float[16 * 16];
            for (int j = 0; j < values.length; j++) {
                values[j] = 1000 * i + 2 * j;
            }
            values[0] = i == 0 ? 5000 : 0;
            Npy.write(values, new int[] {16, 16}, camera.resolve(i + ".npy"));
        }
        return camera;
    }

    @Test
    void theRangeOfATrainingIsThatOfItsMeasuring() throws IOException {
        Path camera = camera();
        trainings.train(1, "lost", "--data", camera.toString());
        assertThat(runs.err()).contains("4 files were skipped").contains("with --range min:max or --range auto");

        trainings.train(0, "lab", "--data", camera.toString(), "--range", "0:4095", "--steps", "1", "--held-out", "0");
        assertThat(runs.err()).contains("of 4 pictures, 1 have samples outside --range 0:4095; these are cut to it");
        runs.run(0, "checkpoint", "inspect", trainings.prior("lab"));
        assertThat(runs.out()).contains("training_range: 0:4095");

        Path lab = trainings.prior("lab");
        runs.run(0, "prior", "evaluate", lab, "--data", camera, "--samples=1", "--out", runs.at("e"));
        assertThat(runs.out()).contains("Denoising 4 pictures");
        trainings.train(0, "gray", "--channels", "1", "--steps", "1");
        Path gray = trainings.prior("gray");
        runs.run(2, "prior", "compare", lab, gray, "--data", camera, "--out", runs.at("c"));
        assertThat(runs.err())
                .contains("the priors were trained with --range 0:4095 and --range natural; say which of them the"
                        + " pictures are to have");
        runs.run(1, "prior", "evaluate", gray, "--data", camera, "--samples=1", "--out", runs.at("g"));
        runs.run(
                0, "prior", "evaluate", gray, "--data", camera, "--range=0:4095", "--samples=1", "--out", runs.at("g"));
    }

    @Test
    void saysThatPicturesAreNextToBlack() throws IOException {
        Path dark = Files.createDirectory(runs.at("dark"));
        for (int i = 0; i < 3; i++) {
            var values = new float[16 * 16];
            values[i] = 0.0625f;
            Npy.write(values, new int[] {16, 16}, dark.resolve(i + ".npy"));
        }

        trainings.train(0, "dark", "--data", dark.toString(), "--steps", "1", "--held-out", "0");
        assertThat(runs.err())
                .contains("no sample exceeds 6.3 % of white; if the pictures do not fill their depth, say what is black"
                        + " and white with --range, such as 0:4095");

        trainings.train(2, "none", "--range", "9:1");
        assertThat(runs.err()).contains("a range is min:max, finite numbers with min below max; got 9:1");
    }

    @Test
    void theCropOfATrainingIsThatOfItsMeasuring() throws IOException {
        trainings.picture("picture-0.png", 0, 3, 40);
        trainings.train(0, "native", "--crop", "native", "--flips", "all", "--steps", "1");
        trainings.train(0, "random", "--crop", "random", "--steps", "1");
        Path a = trainings.prior("native");
        Path b = trainings.prior("random");

        runs.run(2, "prior", "compare", a, b, "--data", trainings.data, "--out", runs.at("c"));

        assertThat(runs.err()).contains("the priors were trained with --crop native and --crop random; say which");
        runs.run(
                0,
                "prior",
                "compare",
                a,
                b,
                "--data",
                trainings.data,
                "--crop=whole",
                "--count=1",
                "--tasks=denoise",
                "--set=innerIterations=1",
                "--set=outerIterations=1",
                "--out",
                runs.at("c"));
        assertThat(runs.out())
                .as("one picture has no interval")
                .doesNotContain("±")
                .doesNotContain("NaN");
        runs.run(2, "prior", "evaluate", a, "--data", trainings.data, "--crop=middle");
        assertThat(runs.err()).contains("'middle' is none of native, whole, random");
    }

    @Test
    void measuresOnWhatTheTrainingHeldOut() throws IOException {
        trainings.train(0, "half", "--held-out", "0.5", "--steps", "1");
        Path half = trainings.prior("half");
        int heldOut = Files.readAllLines(runs.at("half.training/held-out.txt")).size();
        assertThat(heldOut).isBetween(2, 10);

        String[] folders = {trainings.data.toString(), runs.at("half.training").toString()};
        runs.run(
                0,
                "prior",
                "evaluate",
                half,
                "--data",
                folders[0],
                "--train",
                folders[0],
                "--held-out",
                folders[1],
                "--samples=1",
                "--out",
                runs.at("e"));

        assertThat(runs.out())
                .contains("Denoising " + heldOut + " pictures")
                .contains("Wiener: fitted to " + (12 - heldOut) + " training pictures")
                .doesNotContain("are among the training pictures");
        runs.run(1, "prior", "evaluate", half, "--data", folders[0], "--held-out", runs.at("none"), "--samples=1");
        assertThat(runs.err()).contains(runs.at("none") + ": no such file");
        runs.run(2, "prior", "evaluate", half, "--data", folders[0], "--count", "1");
        assertThat(runs.err()).contains("--count takes 2 or more, got 1");
    }
}
