package dev.limpid.cli.dataset;

import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.options.OutputOptions;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.KernelPicturesRequest;
import dev.limpid.job.Requirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code limpid dataset kernels}: pictures of blur kernels. */
@Command(
        name = "kernels",
        mixinStandardHelpOptions = true,
        description = {
            "Makes pictures of blur kernels, for the training of a prior that blind-dps seeks kernels with:"
                    + " half of shaken cameras, half Gaussians; no weight is black, the largest white.",
            "The same command goes on where it was stopped, and a larger --count adds to a set."
        })
final class DatasetKernelsCommand implements Callable<Integer> {
    private final Action<KernelPicturesRequest> action;
    private final int width;

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the pictures.")
    private Path out;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "6000",
            description = "Number of pictures. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--size",
            paramLabel = "N",
            defaultValue = "32",
            description = "Side of the pictures, in pixels: the taps of the kernels. Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of everything that is drawn. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private OutputOptions output;

    DatasetKernelsCommand(Action<KernelPicturesRequest> action, int width) {
        this.action = action;
        this.width = width;
    }

    @Override
    public Integer call() throws IOException {
        return action.run(request(), output.console(Console.of(spec, width))) ? 0 : 1;
    }

    private KernelPicturesRequest request() {
        try {
            return new KernelPicturesRequest(Requirements.writableFolder(out), count, size, seed);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }
}
