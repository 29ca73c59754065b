package dev.limpid.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.cli.Program;
import dev.limpid.degradation.Inpaint;
import dev.limpid.degradation.SuperResolve;
import dev.limpid.job.DemoRequest;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Preset;
import dev.limpid.tensor.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoCommandTest {
    private final Program limpid = new Program();

    @Test
    void runsWithNoArguments() {
        assertThat(limpid.run("demo")).isZero();

        var request = limpid.request(DemoRequest.class);
        assertThat(request.task()).isEqualTo(Inpaint.TASK);
        assertThat(request.solver()).isEqualTo(SolverChoice.brief("hqs", "inpainting"));
        assertThat(request.out()).isEqualTo(Path.of("limpid-out/demo-inpainting"));
        assertThat(request.compute()).isEqualTo(new Compute("photo", 0, Device.CPU));
        assertThat(limpid.out()).isEqualToIgnoringNewLines("PSNR 30.0");
    }

    @Test
    void showsTheCatWithThePriorOfCats() {
        assertThat(limpid.run("demo", "cats")).isZero();
        assertThat(limpid.request(DemoRequest.class))
                .isEqualTo(new DemoRequest(
                        Inpaint.TASK,
                        Path.of("limpid-out/demo-cats-inpainting"),
                        SolverChoice.brief("dmilo-pgd", "inpainting"),
                        new Compute("cats64", 0, Device.CPU),
                        false));
    }

    @Test
    void seeksAnUnknownKernelInAPhotograph() {
        assertThat(limpid.run("demo", "blind-deblur")).isZero();

        var request = limpid.request(DemoRequest.class);
        assertThat(request.solver()).isEqualTo(SolverChoice.brief("blind-hqs", "blind-deblur"));
        assertThat(request.out()).isEqualTo(Path.of("limpid-out/demo-blind-deblur"));
        assertThat(request.compute()).isEqualTo(new Compute("photo", 0, Device.CPU));
    }

    @Test
    void refusesTwoTasks() {
        assertThat(limpid.run("demo", "denoise", "deblur")).isEqualTo(2);
        assertThat(limpid.err()).contains("demo shows one task, got denoise deblur");
    }

    @Test
    void takesEveryOption(@TempDir Path folder) {
        Path out = folder.resolve("new/out");

        assertThat(limpid.run(
                        "demo",
                        "super-resolution",
                        "--out",
                        out.toString(),
                        "--seed",
                        "7",
                        "--prior",
                        "mine.pt",
                        "--device",
                        "cpu",
                        "--preset",
                        "paper",
                        "--solver",
                        "dmilo"))
                .isZero();

        assertThat(limpid.request(DemoRequest.class))
                .isEqualTo(new DemoRequest(
                        SuperResolve.TASK,
                        out,
                        SolverChoice.of("dmilo", Preset.PAPER, "super-resolution", Map.of()),
                        new Compute("mine.pt", 7, Device.CPU),
                        false));
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inpaint", "--solver nobody", "--preset fast", "--device tpu"})
    void namesWhatIsAllowedInsteadOfAnUnknownName(String arguments) {
        assertThat(limpid.run(("demo " + arguments).split(" "))).isEqualTo(2);

        String allowed = arguments.startsWith("inpaint")
                ? "super-resolution"
                : arguments.contains("solver") ? "dmilo-pgd" : arguments.contains("preset") ? "authors-code" : "cuda";
        assertThat(limpid.err().lines()).singleElement().asString().contains(allowed);
        assertThat(limpid.runner.requests).isEmpty();
    }

    @Test
    void refusesAnOutputFolderThatIsAFile(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(limpid.run("demo", "--out", file.resolve("below").toString()))
                .isEqualTo(2);

        assertThat(limpid.err()).contains(file + " is not a folder");
    }

    @Test
    void refusesAPresetWithoutValuesForTheTask() {
        assertThat(limpid.run("demo", "denoise", "--preset", "paper")).isEqualTo(2);

        assertThat(limpid.err()).contains("there is no preset 'paper'").contains("denoise");
    }
}
