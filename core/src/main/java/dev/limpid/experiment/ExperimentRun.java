package dev.limpid.experiment;

import dev.limpid.degradation.OptionFiles;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.ReadLimits;
import dev.limpid.metric.FeatureNetwork;
import dev.limpid.metric.Metrics;
import dev.limpid.metric.Quantity;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.MetricWeights;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An experiment that is carried out in a folder: {@code scores.csv} grows by a row for every cell, {@code pictures} has the restored
 * images, and {@code report.md} tells the results. A run that was stopped or killed goes on where it was.
 */
public final class ExperimentRun {
    /** The file by which the folder of an experiment is known. */
    public static final String SCORES = "scores.csv";

    private static final String LINES = "scores.jsonl";

    private final Experiment experiment;
    private final Path out;
    private final NamedPriors priors;
    private final Grid grid;
    private final Evaluation evaluation;
    private final List<FeatureNetwork> networks;
    private final List<String> remarks;

    private ExperimentRun(
            Experiment experiment,
            Path out,
            NamedPriors priors,
            Grid grid,
            List<Quantity> columns,
            MetricWeights weights,
            Metrics scored)
            throws IOException {
        this.experiment = experiment;
        this.out = out;
        this.priors = priors;
        this.grid = grid;
        evaluation = Evaluation.open(out.resolve(SCORES), columns, grid, Map.of("experiment", experiment.name()));
        networks = weights.networks(scored, experiment.metrics());
        remarks = remarks(experiment, grid, columns, weights, scored);
    }

    /**
     * Opens an experiment; whatever its problems load lives in the scope that is open.
     *
     * @param pictures folder in place of the experiment's own, or null
     * @param others results of other programs
     * @param out folder of the results
     * @param device where the solvers compute
     * @throws IOException if the pictures or the results cannot be read, or the results are those of another experiment
     */
    public static ExperimentRun open(
            Experiment experiment, @Nullable Path pictures, List<ResultsFolder> others, Path out, Device device)
            throws IOException {
        NamedPriors priors = priors(experiment, device);
        List<Path> files = experiment.pictures().files(experiment.name(), pictures);
        List<TestProblem> problems = problems(experiment);
        MetricWeights weights = MetricWeights.ofUser();
        Metrics scored = weights.metrics(experiment.metrics());
        Optional<List<String>> begun =
                ResultTable.columns(out.resolve(SCORES)).filter(columns -> columns.contains("psnr"));
        Grid grid = grid(
                experiment,
                CleanPicture.all(files),
                problems,
                solvers(experiment, others, problems, files),
                begun.map(scored::among).orElse(scored),
                priors.hashes(),
                device,
                out);
        Files.createDirectories(out);
        List<Quantity> columns = SolveQuantities.of(out.resolve(SCORES), grid);
        return new ExperimentRun(experiment, out, priors, grid, columns, weights, scored);
    }

    /**
     * Opens the scores of an experiment for a report. Pictures and priors that are at hand must be those that were measured; for the
     * others the record is enough.
     *
     * @param pictures folder in place of the experiment's own, or null
     * @param others results of other programs
     * @throws InvalidRequestException if nothing is measured
     * @throws IOException if the results cannot be read, or are those of another experiment
     */
    public static ExperimentRun recorded(
            Experiment experiment, @Nullable Path pictures, List<ResultsFolder> others, Path out) throws IOException {
        Recorded recorded = Recorded.of(out.resolve(SCORES));
        NamedPriors priors = priors(experiment, recorded.device());
        List<TestProblem> problems = problems(experiment);
        MetricWeights weights = MetricWeights.ofUser();
        Metrics scored = weights.metrics(experiment.metrics());
        List<CleanPicture> clean = pictures == null
                ? recorded.pictures(experiment, problems, kept(out))
                : CleanPicture.all(experiment.pictures().files(experiment.name(), pictures));
        Grid grid = grid(
                experiment,
                clean,
                problems,
                solvers(
                        experiment,
                        others,
                        problems,
                        clean.stream().map(CleanPicture::file).toList()),
                scored,
                priors.hashes(recorded),
                recorded.device(),
                out);
        return new ExperimentRun(experiment, out, priors, grid, recorded.quantities(), weights, scored);
    }

    private static Grid grid(
            Experiment experiment,
            List<CleanPicture> clean,
            List<TestProblem> problems,
            List<NamedSolver> solvers,
            Metrics metrics,
            PriorHashes priors,
            Device device,
            Path out) {
        return new Grid(
                clean,
                experiment.pictures().crop(),
                problems,
                solvers,
                metrics,
                priors,
                device,
                experiment.seed(),
                false,
                experiment.passes(),
                kept(out));
    }

    private static KeptPictures kept(Path out) {
        return new KeptPictures(out.resolve("pictures"));
    }

    /**
     * Holds an experiment against what it needs, before others run.
     *
     * @throws IOException in one line, if its pictures or its priors are not there
     */
    public static void check(Experiment experiment, @Nullable Path pictures) throws IOException {
        experiment.pictures().files(experiment.name(), pictures);
        priors(experiment, Device.CPU).hashes();
    }

    /**
     * Holds the results in a folder against what a report needs, before others are written.
     *
     * @throws InvalidRequestException in one line, if nothing is measured
     * @throws IOException in one line, if the results cannot be read
     */
    public static void checkRecorded(Path out) throws IOException {
        Recorded.of(out.resolve(SCORES));
    }

    private static NamedPriors priors(Experiment experiment, Device device) {
        return new NamedPriors(new Compute(experiment.prior(), experiment.seed(), device), experiment.priors());
    }

    /** Numbers that are asked for and cannot be had, with the reason. */
    private static List<String> remarks(
            Experiment experiment, Grid grid, List<Quantity> columns, MetricWeights weights, Metrics scored) {
        var remarks = new ArrayList<>(weights.leftOut(scored, experiment.metrics()));
        List<String> sizes = grid.sizes();
        for (Quantity quantity : scored.quantities()) {
            if (experiment.metrics().contains(quantity.key()) && !columns.contains(quantity)) {
                remarks.add(quantity.label() + " is left out, as " + SCORES
                        + " was begun without it: choose another folder to have it");
            }
        }
        if (sizes.size() > 1) {
            remarks.add("The pictures are of " + sizes.size() + " kinds, " + String.join(" and ", sizes.subList(0, 2))
                    + " among them: every number is a mean over all, and crop gives them one size");
        }
        return List.copyOf(remarks);
    }

    private static List<NamedSolver> solvers(
            Experiment experiment, List<ResultsFolder> others, List<TestProblem> problems, List<Path> files)
            throws IOException {
        var solvers = new ArrayList<>(experiment.solvers());
        for (ResultsFolder folder : others) {
            solvers.add(OtherResults.of(folder, problems, files));
        }
        OtherResults.requireDistinct(solvers);
        return solvers;
    }

    private static List<TestProblem> problems(Experiment experiment) throws IOException {
        var files = new OptionFiles(ReadLimits.DEFAULT);
        var problems = new ArrayList<TestProblem>();
        for (Experiment.Setting setting : experiment.problems()) {
            problems.add(TaskProblem.of(setting, experiment.seed(), files));
        }
        return problems;
    }

    /** Everything that is to be measured, in a paragraph. */
    public String budget() {
        return report().budget();
    }

    /** How many solves there are, measured ones among them. */
    public long solves() {
        return grid.solves();
    }

    /** How many of them are measured. */
    public long measured() {
        return evaluation.measured();
    }

    /**
     * Measures all cells that have not been, and writes the report.
     *
     * @param workers how many are measured at a time, or 0: one for each processor, as far as the memory that is free goes
     * @param notes gets remarks about the prior's file, and about numbers that cannot be had
     * @return whether all cells are measured
     */
    public boolean run(int workers, Evaluation.Listener listener, Consumer<String> notes) throws IOException {
        remarks.forEach(notes);
        Priors loaded = priors.load(notes);
        int count = workers > 0 ? workers : Workers.fitting(grid, loaded);
        var lines = new JsonLines(out.resolve(LINES));
        boolean all = evaluation.run(loaded, listener, count, () -> lines.follow(evaluation.everything()));
        lines.follow(evaluation.everything());
        writeReport();
        return all;
    }

    /** Writes the report of whatever is measured. */
    public void writeReport() throws IOException {
        report().write(out);
    }

    private ExperimentReport report() {
        return new ExperimentReport(experiment, grid, evaluation.report(), new SetDistances(networks, grid), remarks);
    }
}
