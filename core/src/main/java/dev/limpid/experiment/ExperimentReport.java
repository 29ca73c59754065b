package dev.limpid.experiment;

import dev.limpid.io.AtomicFile;
import dev.limpid.metric.Quantity;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An experiment's results in Markdown: the budget, the means of all solvers and problems in one table for each metric, a table with
 * standard deviations and paired differences for each problem, and pictures.
 */
record ExperimentReport(Experiment experiment, Grid grid, ResultReport results) {
    private static final int HASH_DIGITS = 12;

    private static final String NOTHING = "–";
    /** The picture whose results are shown. */
    private static final int SHOWN = 0;

    /** Writes {@code report.md} and the pictures that it shows. */
    void write(Path out) throws IOException {
        AtomicFile.write(out.resolve("report.md"), markdown(out).getBytes(StandardCharsets.UTF_8));
    }

    private String markdown(Path out) throws IOException {
        var text = new StringBuilder();
        text.append("# ").append(experiment.title()).append("\n\n");
        text.append(budget()).append("\n\n");
        experiment.notes().forEach(note -> text.append(note).append("\n\n"));
        for (Quantity quantity : shown()) {
            text.append("## ").append(quantity.head()).append("\n\n");
            text.append(overview(quantity)).append('\n');
        }
        text.append("## Settings\n\n").append(settings()).append('\n');
        for (TestProblem problem : grid.problems()) {
            text.append("## ")
                    .append(problem.label())
                    .append("\n\n")
                    .append(table(problem))
                    .append('\n');
            text.append(sheet(problem, out));
        }
        return text.toString().stripTrailing() + "\n";
    }

    /** Everything that was to be measured, in a paragraph. */
    String budget() {
        return String.format(
                Locale.ROOT,
                "%d pictures%s, %d problems, %d solvers: %,d solves, %,d evaluations of the network. Prior: %s (%s), seed %d. The last iterate"
                        + " is the result. Means ± standard deviations over the pictures; differences from %s are paired, with their 95 %%"
                        + " intervals, ▲ better and ▼ worse where the interval does not hold 0.",
                grid.files().size(),
                experiment.crop() > 0 ? " (" + experiment.crop() + " x " + experiment.crop() + " in the middle)" : "",
                grid.problems().size(),
                grid.solvers().size(),
                grid.cells(),
                grid.evaluations(),
                experiment.prior(),
                grid.checkpoint().substring(0, HASH_DIGITS),
                experiment.seed(),
                experiment.reference());
    }

    private List<Quantity> shown() {
        return results.quantities().stream()
                .filter(quantity -> experiment.metrics().contains(quantity.key()))
                .toList();
    }

    /** Means, the best of each column in bold. */
    private String overview(Quantity quantity) {
        var table = new ArrayList<List<String>>();
        table.add(Stream.concat(Stream.of("solver"), grid.problems().stream().map(TestProblem::label))
                .toList());
        for (NamedSolver solver : grid.solvers()) {
            var row = new ArrayList<>(List.of(solver.label()));
            grid.problems().forEach(problem -> row.add(mean(problem, solver.label(), quantity)));
            table.add(row);
        }
        return MarkdownTable.of(table);
    }

    private String mean(TestProblem problem, String solver, Quantity quantity) {
        Spread spread = results.spread(problem.label(), solver, quantity);
        if (spread.count() == 0) {
            return NOTHING;
        }
        String mean = digits(spread.mean(), quantity);
        OptionalDouble best = best(problem, quantity);
        return best.isPresent() && mean.equals(digits(best.getAsDouble(), quantity)) ? "**" + mean + "**" : mean;
    }

    private static String digits(double value, Quantity quantity) {
        return String.format(Locale.ROOT, "%." + quantity.digits() + "f", value);
    }

    private OptionalDouble best(TestProblem problem, Quantity quantity) {
        var means = grid.solversFor(problem).stream()
                .map(solver -> results.spread(problem.label(), solver, quantity))
                .filter(spread -> spread.count() > 0)
                .mapToDouble(Spread::mean);
        return quantity.higherIsBetter() ? means.max() : means.min();
    }

    /** Where each solver's settings come from. */
    private String settings() {
        var table = new ArrayList<List<String>>();
        table.add(List.of("solver", "evaluations", "origin"));
        for (NamedSolver solver : grid.solvers()) {
            table.add(List.of(solver.label(), evaluations(solver), origin(solver)));
        }
        return MarkdownTable.of(table);
    }

    private String evaluations(NamedSolver solver) {
        List<Long> all = grid.problems().stream()
                .flatMap(problem -> problem.taskOf(solver).stream())
                .map(solver::evaluations)
                .distinct()
                .sorted()
                .toList();
        return all.stream().map(n -> String.format(Locale.ROOT, "%,d", n)).collect(Collectors.joining(" or "));
    }

    private static String origin(NamedSolver solver) {
        Optional<Method<?>> method = solver.isSolver() ? Optional.of(Methods.named(solver.method())) : Optional.empty();
        String changed = solver.changes().isEmpty() ? "" : ", changed";
        return method.map(m -> solver.preset() + " " + m.origin(solver.preset()) + changed)
                .orElse(NOTHING);
    }

    private String table(TestProblem problem) {
        List<Quantity> columns = results.quantities().stream()
                .filter(quantity -> shown().contains(quantity)
                        || quantity.equals(Evaluation.EVALUATIONS)
                        || quantity.equals(Evaluation.SECONDS))
                .toList();
        return new ResultReport(results.rows(), columns)
                .compared(problem.label(), experiment.reference(), grid.solversFor(problem), shown());
    }

    /** A line that shows the results on one picture, where they are kept. */
    private String sheet(TestProblem problem, Path out) throws IOException {
        Quantity first = shown().isEmpty() ? results.quantities().get(0) : shown().get(0);
        String name = KeptPictures.fileName(experiment.name() + " " + problem.label()) + ".png";
        Path images = out.resolve("images");
        Files.createDirectories(images);
        boolean drawn = grid.kept()
                .sheet(
                        problem.label(),
                        SHOWN,
                        grid.solversFor(problem),
                        first,
                        solver -> results.value(problem.label(), SHOWN, solver, first),
                        images.resolve(name));
        return drawn ? "![" + problem.label() + "](images/" + name + ")\n\n" : "";
    }
}
