package dev.limpid.cli;

import dev.limpid.prior.TimeGrid;
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
            names = "--eta",
            paramLabel = "ETA",
            defaultValue = "0",
            description = "Noise added on the way, 0 (DDIM) to 1 (as DDPM). Default: ${DEFAULT-VALUE}.")
    private double eta;

    @Option(
            names = "--grid",
            paramLabel = "NAME",
            defaultValue = "consistent",
            description = "Times of the steps: consistent, dmilo or dmplug. Default: ${DEFAULT-VALUE}.")
    private String grid;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "limpid-out/sample",
            description = "Folder for the pictures and their grid. Default: ${DEFAULT-VALUE}.")
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
        if (!(eta >= 0 && eta <= 1)) {
            throw new UsageException("--eta takes 0 to 1, got " + eta);
        }
        return new SampleRequest(count, times(), eta, Requirements.writableFolder(out), compute.compute());
    }

    private TimeGrid times() {
        try {
            return TimeGrid.named(grid, steps);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }

    private static void inRange(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw new UsageException(option + " takes 1 to " + max + ", got " + value);
        }
    }
}
