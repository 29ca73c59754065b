package dev.limpid.cli.prior;

import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.options.OutputOptions;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Requirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limpid prior evaluate}: denoising, memorising, samples. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description =
                "Measures how well a prior denoises pictures that it has not seen, whether it remembers those that it"
                        + " was trained on, and draws samples. A local network, which takes any size, is measured on whole"
                        + " pictures, beside published numbers where --data is Kodak24 or CBSD68, and draws no samples.")
final class PriorEvaluateCommand implements Callable<Integer> {
    private final Action<PriorEvaluateRequest> action;
    private final int terminal;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PRIOR", description = "A name that 'limpid priors' lists, or a checkpoint.")
    private String prior;

    @Mixin
    private CleanPictureOptions pictures = new CleanPictureOptions(2, 64);

    @Option(
            names = "--train",
            paramLabel = "FOLDER",
            description =
                    "Pictures that it was trained on: looks for those that are most like its samples, or for patches.")
    private @Nullable Path train;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "16",
            description = "Pictures that it draws. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "limpid-out/prior",
            description = "Folder for scores and pictures. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--force", description = "Write among files of others that lie in the folder, and replace them.")
    private boolean force;

    @Mixin
    private OutputOptions output;

    PriorEvaluateCommand(Action<PriorEvaluateRequest> action, int terminal) {
        this.action = action;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (samples < 1 || samples > 1024) {
            throw new InvalidRequestException("--samples takes 1 to 1024, got " + samples);
        }
        var request = new PriorEvaluateRequest(
                pictures.pictures(),
                Optional.ofNullable(train),
                samples,
                Requirements.ownFolder(Requirements.writableFolder(pictures.outside(out)), "denoising.csv", force),
                pictures.compute(prior));
        return action.run(request, output.console(Console.of(spec, terminal))) ? 0 : 1;
    }
}
