package dev.limpid.bench;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.experiment.CleanPicture;
import dev.limpid.experiment.Evaluation;
import dev.limpid.experiment.Grid;
import dev.limpid.experiment.KeptPictures;
import dev.limpid.experiment.NamedSolver;
import dev.limpid.experiment.Pass;
import dev.limpid.experiment.PhotoProblem;
import dev.limpid.experiment.PriorHashes;
import dev.limpid.io.KernelFiles;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.restoration.MetricWeights;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code limpid bench photos}: solvers on the same degraded photographs; docs/photos.md has its tables. */
@Command(
        name = "photos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Degrades clean photographs by the photo protocol, and compares solvers with each other and with the classical"
                    + " answer.",
            "Every score is written to OUT/scores.csv at once; the same command goes on where it was stopped."
        })
final class PhotoBench implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "Clean photographs.")
    private Path data;

    @Option(
            names = "--kernels",
            required = true,
            paramLabel = "FOLDER",
            description = "Kernels of motion, as NPY, PNG or TIFF; picture i has the i-th by name, over and over.")
    private Path kernels;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where the scores are kept.")
    private Path out;

    @Option(
            names = "--prior",
            defaultValue = "photo",
            paramLabel = "NAME|PATH",
            description = "Default: ${DEFAULT-VALUE}.")
    private String prior;

    @Option(
            names = "--count",
            defaultValue = "24",
            paramLabel = "N",
            description = "Pictures, the first by name (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--crop",
            defaultValue = "256",
            paramLabel = "PIXELS",
            description = "Side of the part in the middle of each; 0: all of it (default: ${DEFAULT-VALUE}).")
    private int crop;

    @Option(
            names = "--problems",
            split = ",",
            paramLabel = "TEXT",
            description = "Only problems whose names hold one of these texts, such as motion. Default: all.")
    private List<String> wanted = List.of();

    @Option(
            names = "--solvers",
            split = ",",
            defaultValue = "classical,hqs",
            paramLabel = "NAME",
            description = "classical, y, or a solver as NAME[/PRESET][+KEY=VALUE] (default: ${DEFAULT-VALUE}).")
    private List<String> solvers = List.of();

    @Option(
            names = "--blind",
            description =
                    "Instead of the protocol, blur every picture by every kernel, for blind solvers beside those that know it;"
                            + " scores at the best shift go to OUT/blind.csv.")
    private boolean blind;

    @Option(names = "--report", description = "Restore nothing; only print the tables of the scores that are there.")
    private boolean reportOnly;

    @Override
    public Integer call() throws IOException {
        List<NamedSolver> chosen = chosen();
        List<Path> files = files("--data", data);
        List<Path> pictures = files.subList(0, Math.min(count, files.size()));
        Files.createDirectories(out);
        try (var scope = Scope.open()) {
            List<PhotoProblem> problems = problems();
            requireUse(chosen, problems);
            var grid = new Grid(
                    CleanPicture.all(pictures),
                    crop,
                    problems,
                    chosen,
                    MetricWeights.ofUser().metrics(),
                    PriorHashes.of(hash()),
                    Device.CPU,
                    0,
                    blind,
                    Pass.LAST,
                    KeptPictures.NONE);
            Evaluation evaluation = Evaluation.open(out.resolve(blind ? "blind.csv" : "scores.csv"), grid);
            boolean all = true;
            if (!reportOnly) {
                sayBudget(grid, evaluation.rows());
                all = evaluation.run(PriorLoader.load(prior), new Listener());
            }
            say(evaluation.tables());
            return all ? 0 : 1;
        }
    }

    /** Says every row and every failure. */
    private final class Listener implements Evaluation.Listener {
        @Override
        public void measured(String line) {
            say(line);
        }

        @Override
        public void leftOut(String line) {
            say(line);
        }

        @Override
        public void failed(String line) {
            spec.commandLine().getErr().println("limpid: " + line);
        }
    }

    private List<NamedSolver> chosen() {
        if (count < 1 || crop < 0) {
            throw refused(
                    count < 1 ? "--count must be positive, got " + count : "--crop must be 0 or more, got " + crop);
        }
        try {
            return solvers.stream().map(NamedSolver::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--solvers: " + e.getMessage(), e);
        }
    }

    private List<PhotoProblem> problems() throws IOException {
        var motion = new LinkedHashMap<String, BlurKernel>();
        for (Path file : files("--kernels", kernels)) {
            if (!file.toString().endsWith(".mat")) {
                Tensor kernel = KernelFiles.read(file);
                motion.put(
                        file.getFileName().toString().replaceFirst("\\.[^.]*$", ""),
                        BlurKernel.of(kernel.toDoubles(), (int) kernel.size(0), (int) kernel.size(1)));
            }
        }
        Predicate<PhotoProblem> asked =
                problem -> wanted.isEmpty() || wanted.stream().anyMatch(problem.label()::contains);
        List<PhotoProblem> all = blind ? PhotoProblem.blind(motion) : PhotoProblem.all(List.copyOf(motion.values()));
        List<PhotoProblem> problems = all.stream().filter(asked).toList();
        if (problems.isEmpty()) {
            throw refused("--problems " + String.join(",", wanted) + " are none of "
                    + all.stream().map(PhotoProblem::label).toList());
        }
        return problems;
    }

    private void requireUse(List<NamedSolver> chosen, List<PhotoProblem> problems) {
        for (NamedSolver solver : chosen) {
            if (problems.stream().allMatch(problem -> problem.taskOf(solver).isEmpty())) {
                throw refused("--solvers: " + solver.label() + " is for none of these problems"
                        + (blind ? "" : "; blind solvers go with --blind"));
            }
        }
    }

    private List<Path> files(String option, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw refused(option + ": no folder " + folder);
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
            if (files.isEmpty()) {
                throw refused(option + " " + folder + " has no files");
            }
            return files;
        }
    }

    /** The hash of the prior's file, which may change under the same name. */
    private String hash() throws IOException {
        try (Checkpoint checkpoint = new PriorLoader(PriorCatalog.ofUser(), Device.CPU).open(prior)) {
            return checkpoint.sha256();
        }
    }

    private void sayBudget(Grid grid, int rows) {
        say(String.format(
                Locale.ROOT,
                "%d solvers, %d problems, %d pictures: %d solves, %d network evaluations; %d scores are there",
                grid.solvers().size(),
                grid.problems().size(),
                grid.pictures().size(),
                grid.solves(),
                grid.evaluations(),
                rows));
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void say(String line) {
        PrintWriter to = spec.commandLine().getOut();
        to.println(line);
        to.flush();
    }
}
