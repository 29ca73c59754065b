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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An experiment's results in Markdown: the budget, the means of all solvers and problems in one table for each metric, a table with
 * standard deviations and paired differences for each problem, and pictures.
 */
record ExperimentReport(Experiment experiment, Grid grid, ResultReport results, SetDistances sets) {
    private static final int HASH_DIGITS = 12;

    private static final String NOTHING = "–";

    private static final String SETS =
            "A distance between the set of all results and the set of the truths. FID is the larger the fewer pictures there are, whatever they"
                    + " show: compare it within this table alone. KID does not depend on their number, and may be below 0. With `-squeeze`"
                    + " the network is SqueezeNet, and the numbers are not the published ones.";
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
            text.append(overview(quantity, (problem, solver) -> mean(problem, solver, quantity)))
                    .append('\n');
        }
        for (Quantity quantity : sets.quantities()) {
            if (experiment.metrics().contains(quantity.key())) {
                text.append("## ")
                        .append(quantity.head())
                        .append("\n\n")
                        .append(SETS)
                        .append("\n\n");
                text.append(overview(quantity, (problem, solver) -> sets.of(problem, solver, quantity)))
                        .append('\n');
            }
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

    /** A number for all pictures of a problem and a solver. */
    private interface Pooled {
        OptionalDouble of(String problem, String solver) throws IOException;
    }

    private OptionalDouble mean(String problem, String solver, Quantity quantity) {
        Spread spread = results.spread(problem, solver, quantity);
        return spread.count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(spread.mean());
    }

    /** A row for each solver and a column for each problem, the best of each column in bold. */
    private String overview(Quantity quantity, Pooled number) throws IOException {
        var columns = new ArrayList<Map<String, Double>>();
        for (TestProblem problem : grid.problems()) {
            var column = new LinkedHashMap<String, Double>();
            for (String solver : grid.solversFor(problem)) {
                number.of(problem.label(), solver).ifPresent(value -> column.put(solver, value));
            }
            columns.add(column);
        }
        var table = new ArrayList<List<String>>();
        table.add(Stream.concat(Stream.of("solver"), grid.problems().stream().map(TestProblem::label))
                .toList());
        for (NamedSolver solver : grid.solvers()) {
            var row = new ArrayList<>(List.of(solver.label()));
            columns.forEach(column -> row.add(cell(solver.label(), column, quantity)));
            table.add(row);
        }
        return MarkdownTable.of(table);
    }

    private static String cell(String solver, Map<String, Double> column, Quantity quantity) {
        Double value = column.get(solver);
        if (value == null) {
            return NOTHING;
        }
        double best = quantity.higherIsBetter() ? Collections.max(column.values()) : Collections.min(column.values());
        String text = digits(value, quantity);
        return text.equals(digits(best, quantity)) ? "**" + text + "**" : text;
    }

    private static String digits(double value, Quantity quantity) {
        return String.format(Locale.ROOT, "%." + quantity.digits() + "f", value);
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
