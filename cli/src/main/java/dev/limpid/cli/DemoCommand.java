package dev.limpid.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limpid demo}: the main job with no arguments. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Degrades a sample photograph, restores it and shows both beside the truth.")
final class DemoCommand implements Callable<Integer> {
    private final Runner runner;
    private final int width;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "TASK",
            defaultValue = "inpainting",
            description =
                    "inpainting, super-resolution, gaussian-deblur, motion-deblur or denoise. Default: ${DEFAULT-VALUE}.")
    private String task;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the pictures and run.json. Default: limpid-out/demo-TASK.")
    private @Nullable Path out;

    @Option(
            names = "--solver",
            paramLabel = "NAME",
            defaultValue = "dmilo-pgd",
            description = "dmilo-pgd or dmilo. Default: ${DEFAULT-VALUE}.")
    private String solver;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "Settings: brief, paper or authors-code. Default: the demonstration's own.")
    private @Nullable String preset;

    @Mixin
    private ComputeOptions compute;

    DemoCommand(Runner runner, int width) {
        this.runner = runner;
        this.width = width;
    }

    @Override
    public Integer call() throws IOException {
        runner.demo(request(), Console.of(spec, width));
        return 0;
    }

    private DemoRequest request() {
        Choices.require("task", task, Choices.TASKS);
        Choices.require("solver", solver, Choices.SOLVERS);
        if (preset != null) {
            Choices.require("preset", preset, Choices.PRESETS);
        }
        Path folder = Requirements.writableFolder(out == null ? Path.of("limpid-out", "demo-" + task) : out);
        return new DemoRequest(task, folder, solver, preset, compute.compute());
    }
}
