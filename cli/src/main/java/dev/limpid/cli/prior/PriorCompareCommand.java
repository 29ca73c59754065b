package dev.limpid.cli.prior;

import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.options.OutputOptions;
import dev.limpid.cli.options.SolverOptions;
import dev.limpid.degradation.Task;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Requirements;
import dev.limpid.restoration.SolverChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limpid prior compare}: two priors, by what they restore. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description =
                "Degrades clean pictures, restores them with two priors from the same measurements and seeds, and says"
                        + " which restores better. Finished results are kept: the same command goes on after a stop.")
final class PriorCompareCommand implements Callable<Integer> {
    private final Action<PriorCompareRequest> action;
    private final int terminal;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "A prior: a name or a checkpoint.")
    private String before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "Another one.")
    private String after;

    @Mixin
    private CleanPictureOptions pictures = new CleanPictureOptions(1, 20);

    @Option(
            names = "--tasks",
            paramLabel = "LIST",
            split = ",",
            defaultValue = "inpainting,super-resolution",
            description = "Degradations, in the protocol's strength. Default: ${DEFAULT-VALUE}.")
    private List<Task> tasks;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "limpid-out/compare",
            description = "Folder for the scores. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--force", description = "Write among files of others that lie in the folder, and replace them.")
    private boolean force;

    @Mixin
    private SolverOptions solver;

    @Mixin
    private OutputOptions output;

    PriorCompareCommand(Action<PriorCompareRequest> action, int terminal) {
        this.action = action;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        var choices = new LinkedHashMap<Task, SolverChoice>();
        tasks.forEach(task -> choices.put(task, choose(task)));
        var request = new PriorCompareRequest(
                pictures.compute(before),
                pictures.compute(after),
                pictures.pictures(),
                choices,
                Requirements.ownFolder(Requirements.writableFolder(pictures.outside(out)), "scores.csv", force));
        return action.run(request, output.console(Console.of(spec, terminal))) ? 0 : 1;
    }

    private SolverChoice choose(Task task) {
        if (task.blind()) {
            throw new InvalidRequestException(
                    "--tasks compares with a known A; 'limpid bench blind --prior' is for " + task.name());
        }
        boolean local =
                pictures.compute(before).isLocal() && pictures.compute(after).isLocal();
        return solver.choose(task, local);
    }
}
