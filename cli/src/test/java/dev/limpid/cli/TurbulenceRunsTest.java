package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.Npy;
import dev.limpid.io.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures through hot air, whose tilts and blur nobody gives. */
class TurbulenceRunsTest {
    private static final int SIDE = TinyPrior.SIDE;

    @TempDir
    private Path folder;

    private TinyRuns runs() throws IOException {
        return new TinyRuns(folder);
    }

    private void restore(TinyRuns runs, int code, String solver, Object... args) {
        var all = new ArrayList<Object>(List.of("restore", "--prior", runs.at("prior.safetensors")));
        all.addAll(List.of("--solver", solver));
        all.addAll(List.of(args));
        runs.run(code, all.toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dmplug-blind --set iterations=4", "dmilo-blind --set innerIterations=2"})
    void aPictureOfOnesOwnGetsItsKernelAndItsTiltsInFiles(String solver) throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", SIDE, 3);
        String[] words = solver.split(" ", -1);

        restore(runs, 0, words[0], words[1], words[2], image, "--task", "turbulence", "--out", runs.at("out"));

        Path result = runs.at("out/image");
        double[] kernel = Npy.read(result.resolve("kernel.npy")).values();
        assertThat(Arrays.stream(kernel).sum()).isCloseTo(1, within(1e-6));
        Npy tilts = Npy.read(result.resolve("tilts.npy"));
        assertThat(tilts.shape()).containsExactly(2, SIDE, SIDE);
        assertThat(Arrays.stream(tilts.values()).map(Math::abs).max().orElseThrow())
                .isPositive();
        RunRecord record = RunRecord.read(result.resolve("run.json"));
        assertThat(record.operator()).containsEntry("foundKernelSize", 5L).doesNotContainKeys("tilt", "kernelStd");
        assertThat(record.results())
                .containsOnlyKeys(
                        "kernel.npy",
                        "kernel.png",
                        "measurement.png",
                        "restored.png",
                        "side-by-side.png",
                        "tilts.npy",
                        "tilts.png");
        assertThat(record.metrics()).isEmpty();
    }

    @Test
    void aSimulationIsComparedAndRunAgain() throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", SIDE, 3);
        Object[] air = {"--task", "turbulence", "--simulate", "--tilt", 0.8, "--kernel-std", 0.7};

        restore(runs, 0, "dmplug-blind", with(air, image, "--set", "iterations=4", "--out", runs.at("out")));
        runs.run(0, "rerun", runs.at("out/image/run.json"), "--out", runs.at("again"));

        RunRecord record = RunRecord.read(runs.at("out/image/run.json"));
        assertThat(record.operator()).containsEntry("tilt", 0.8).containsEntry("kernelStd", 0.7);
        assertThat(record.metrics()).containsKeys("measurement", "restored");
        for (String file : List.of("restored.png", "kernel.npy", "tilts.npy")) {
            runs.requireSame("out/image/" + file, "again/" + file);
        }
    }

    @Test
    void aMeasurementKeepsItsTiltsAndItsKernelToItself() throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", SIDE, 3);
        Object[] quick = {"--set", "iterations=4", "--seed", 3};
        Path json = runs.at("measured/image/measurement.json");

        runs.run(0, "degrade", image, "--task", "turbulence", "--seed", 3, "--out", runs.at("measured"));
        restore(runs, 0, "dmplug-blind", with(quick, json, "--out", runs.at("out")));
        Files.delete(runs.at("measured/image/true-kernel.npy"));
        Files.delete(runs.at("measured/image/true-tilts.npy"));
        restore(runs, 0, "dmplug-blind", with(quick, json, "--out", runs.at("without")));
        Object[] simulated = {image, "--task", "turbulence", "--simulate", "--out", runs.at("simulated")};
        restore(runs, 0, "dmplug-blind", with(quick, simulated));

        for (String file : List.of("image/restored.png", "image/kernel.npy", "image/tilts.npy")) {
            runs.requireSame("out/" + file, "without/" + file);
            runs.requireSame("out/" + file, "simulated/" + file);
        }
    }

    private static Object[] with(Object[] words, Object... more) {
        var all = new ArrayList<Object>(Arrays.asList(words));
        all.addAll(Arrays.asList(more));
        return all.toArray();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 | --tilt 1                     | turbulence finds the tilts and the blur itself: --tilt and --kernel-std say how clean images are degraded, with --simulate
            2 | --simulate --tilt 0          | tilt must be positive, got 0.0
            2 | --boundary zero              | --boundary does not go with --task turbulence
            2 | --solver blind-pgd           | solver blind-pgd is not for turbulence: use dmilo-blind, dmilo-pgd-blind, dmplug-blind
            1 | --simulate --kernel-std 4    | --kernel-std 4.0 needs 33 taps, but images of 16x16 allow 15
            """)
    void saysWhatDoesNotGo(int code, String words, String message) throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", SIDE, 3);
        Object[] all = {
            "restore", image, "--task", "turbulence", "--prior", runs.at("prior.safetensors"), "--out", runs.at("out")
        };

        runs.run(code, with(all, (Object[]) words.split(" ", -1)));

        assertThat(runs.err()).contains(message);
    }
}
