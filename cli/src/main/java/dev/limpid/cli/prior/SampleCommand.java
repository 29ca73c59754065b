package dev.limpid.cli.prior;

import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.options.SeedAndDevice;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Requirements;
import dev.limpid.job.SampleRequest;
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
public final class SampleCommand implements Callable<Integer> {
    private final Action<SampleRequest> action;
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
            description = "Folder for the pictures, their grid and run.json. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--force", description = "Write among files of others that lie in the folder, and replace them.")
    private boolean force;

    @Option(
            names = "--prior",
            paramLabel = "NAME|PATH",
            defaultValue = "cats64",
            description = "Prior: a name that 'limpid priors' lists, or a checkpoint. Default: ${DEFAULT-VALUE}.")
    private String prior;

    @Mixin
    private SeedAndDevice seedAndDevice;

    public SampleCommand(Action<SampleRequest> action, int width) {
        this.action = action;
        this.width = width;
    }

    @Override
    public Integer call() throws IOException {
        return action.run(request(), Console.of(spec, width)) ? 0 : 1;
    }

    private SampleRequest request() {
        try {
            return new SampleRequest(
                    count, grid, steps, eta, Requirements.writableFolder(out), seedAndDevice.with(prior), force);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }
}
