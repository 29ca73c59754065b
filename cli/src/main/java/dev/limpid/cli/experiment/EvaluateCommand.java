package dev.limpid.cli.experiment;

import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.options.OutputOptions;
import dev.limpid.experiment.Experiment;
import dev.limpid.experiment.ExperimentFile;
import dev.limpid.experiment.ExperimentRun;
import dev.limpid.experiment.ResultsFolder;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Requirements;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limpid evaluate}: a grid of pictures, problems and solvers. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Degrades clean pictures, restores them with every solver of an experiment, and compares the solvers.",
            "Every score is kept at once: the same command goes on where it was stopped or killed. Results are OUT/scores.csv,"
                    + " OUT/report.md and OUT/pictures."
        })
public final class EvaluateCommand implements Callable<Integer> {
    private final Action<EvaluateRequest> action;
    private final int terminal;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "EXPERIMENT", description = "Files in YAML, such as experiments/*.yaml.")
    private List<Path> files = List.of();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Clean pictures, in place of those that the experiment names.")
    private @Nullable Path data;

    @Option(
            names = "--prior",
            paramLabel = "PRIOR",
            description = "Name or file of a prior, in place of the one that the experiment names.")
    private @Nullable String prior;

    @Option(
            names = "--results",
            paramLabel = "NAME=DIR",
            description = "Results of another program, which are scored as those of a solver NAME: pictures"
                    + " DIR/PROBLEM/NUMBER.png, named as in OUT/pictures, or DIR/PROBLEM/NAME.png by the clean picture's"
                    + " name; with one problem also in DIR itself. Repeatable.")
    private List<String> results = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "limpid-out/evaluate",
            description =
                    "Folder for the results; with several experiments, of a folder for each. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--force", description = "Write among files of others that lie in the folder.")
    private boolean force;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Solves at a time, each on one thread. Numbers are the same for any N; times are those of a"
                    + " solve beside N - 1 others. Default: one for each processor, as far as the free memory goes.")
    private @Nullable Integer workers;

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda",
            defaultValue = "cpu",
            description = "Where the solvers compute. Default: ${DEFAULT-VALUE}.")
    private Device device;

    @Option(
            names = "--report",
            description =
                    "Measure nothing; only write the report of the scores that are there, which needs neither the clean"
                            + " pictures nor the prior.")
    private boolean reportOnly;

    @Mixin
    private OutputOptions output;

    public EvaluateCommand(Action<EvaluateRequest> action, int terminal) {
        this.action = action;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        var experiments = new ArrayList<Experiment>();
        for (Path file : files) {
            Experiment read = ExperimentFile.read(file);
            experiments.add(prior == null ? read : read.withPrior(prior));
        }
        if (experiments.stream().map(Experiment::name).distinct().count() < experiments.size()) {
            throw new InvalidRequestException(
                    "two experiments have one name, so that their results would have one folder");
        }
        if (workers != null && workers < 1) {
            throw new InvalidRequestException("--workers must be positive, got " + workers);
        }
        Requirements.writableFolder(out);
        var request = new EvaluateRequest(
                experiments,
                data,
                results.stream().map(ResultsFolder::parse).toList(),
                out,
                workers == null ? 0 : workers,
                device,
                reportOnly);
        for (Experiment experiment : experiments) {
            Requirements.ownFolder(request.folder(experiment), ExperimentRun.SCORES, force);
        }
        for (Experiment experiment : experiments) {
            Path clean = data != null ? data : experiment.pictures().folder();
            if (clean != null) {
                Requirements.outside(clean, out);
            }
        }
        return action.run(request, output.console(Console.of(spec, terminal))) ? 0 : 1;
    }
}
