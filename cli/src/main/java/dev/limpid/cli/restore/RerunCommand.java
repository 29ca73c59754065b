package dev.limpid.cli.restore;

import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.options.OutputOptions;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Requirements;
import dev.limpid.job.RerunRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limpid rerun}: the same bytes again. */
@Command(
        name = "rerun",
        mixinStandardHelpOptions = true,
        description = {
            "Runs again what a run.json describes, and says whether the results are the same bytes.",
            "Where they are not, says what has changed since, and ends with exit code 1."
        })
public final class RerunCommand implements Callable<Integer> {
    private final Action<RerunRequest> action;
    private final int width;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1",
            paramLabel = "RUN.JSON",
            description = "The record of a restoration, a demonstration or drawn pictures.")
    private Path record;

    @Option(names = "--input", paramLabel = "FILE", description = "Where the picture is now, if it was moved.")
    private @Nullable Path input;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the new results. Default: the record's folder with -rerun behind its name.")
    private @Nullable Path out;

    @Option(names = "--force", description = "Write among files of others that lie in the folder, and replace them.")
    private boolean force;

    @Mixin
    private OutputOptions output;

    public RerunCommand(Action<RerunRequest> action, int width) {
        this.action = action;
        this.width = width;
    }

    @Override
    public Integer call() throws IOException {
        Requirements.readable("RUN.JSON", record);
        Path folder = Objects.requireNonNull(record.toAbsolutePath().normalize().getParent());
        Path target = out == null ? folder.resolveSibling(folder.getFileName() + "-rerun") : out;
        if (Files.exists(target) && Files.isSameFile(target, folder)) {
            throw new InvalidRequestException("--out " + target + ": is where the record lies; give another folder");
        }
        var request = new RerunRequest(
                record, Requirements.readable("--input", input), Requirements.writableFolder(target), force);
        return action.run(request, output.console(Console.of(spec, width))) ? 0 : 1;
    }
}
