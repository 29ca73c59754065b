package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.metric.Metrics;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An experiment of a few seconds, whose names hold everything that a page must escape. */
final class SmallExperiment {
    private static final String TEXT = """
            title: Two <solvers> & "quotes"
            notes: ["A note with </script> and `code`."]
            pictures: clean
            count: 2
            crop: 16
            seed: 3
            reference: classical
            metrics: [psnr, ssim]
            problems:
              - {name: "sr <2 & 'two'", task: super-resolution, scale: 2}
              - {name: holes, task: inpainting, mask: "random:0.5"}
            solvers: [y, classical, fast-dips+steps=1]
            """;

    private SmallExperiment() {}

    /** Measures it, and returns the folder of its report. */
    static Path run(Path folder) throws IOException {
        pictures(folder, 20);
        Files.writeString(folder.resolve("mine.yaml"), TEXT);
        Path out = folder.resolve("out");
        var heard = new Heard();
        try (var scope = Scope.open()) {
            ExperimentRun.open(ExperimentFile.read(folder.resolve("mine.yaml")), null, List.of(), out, Device.CPU)
                    .run(1, heard, note -> {});
        }
        assertThat(heard.all).isEqualTo(heard.measured);
        return out;
    }

    /** Writes two clean pictures of noise into the folder {@code clean}. */
    static void pictures(Path folder, int side) throws IOException {
        Files.createDirectories(folder.resolve("clean"));
        try (var scope = Scope.open()) {
            for (int i = 0; i < 2; i++) {
                Images.write(
                        Rng.of(i).normal(1, 3, side, side).mul(0.2).clamp(-1, 1),
                        folder.resolve("clean/" + i + ".png"));
            }
        }
    }

    /** All solvers on all problems, with the plain metrics; nothing is kept. */
    static Grid grid(
            List<Path> pictures,
            int crop,
            List<? extends TestProblem> problems,
            List<NamedSolver> solvers,
            boolean shifted)
            throws IOException {
        return new Grid(
                CleanPicture.all(pictures),
                crop,
                problems,
                solvers,
                Metrics.plain(),
                PriorHashes.of("weights"),
                Device.CPU,
                0,
                shifted,
                Pass.LAST,
                KeptPictures.NONE);
    }
}
