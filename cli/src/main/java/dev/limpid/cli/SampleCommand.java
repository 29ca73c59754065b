package dev.limpid.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code limpid sample}: what the prior has learned, with no measurement. */
@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        description = "Draws pictures from a prior alone, in a grid.")
final class SampleCommand implements Callable<Integer> {
    private static final int MAX_COUNT = 1024;
    private static final int MAX_STEPS = 1000;

    private final Runner runner;
    private final int width;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "16",
            description = "Number of pictures. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "50",
            description = "Reverse steps for each, 1 to 1000. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "limpid-out/sample",
            description = "Folder for the grid and run.json. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private ComputeOptions compute;

    SampleCommand(Runner runner, int width) {
        this.runner = runner;
        this.width = width;
    }

    @Override
    public Integer call() throws IOException {
        runner.sample(request(), Console.of(spec, width));
        return 0;
    }

    private SampleRequest request() {
        inRange("--count", count, MAX_COUNT);
        inRange("--steps", steps, MAX_STEPS);
        return new SampleRequest(count, steps, Requirements.writableFolder(out), compute.compute());
    }

    private static void inRange(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw new UsageException(option + " takes 1 to " + max + ", got " + value);
        }
    }
}
