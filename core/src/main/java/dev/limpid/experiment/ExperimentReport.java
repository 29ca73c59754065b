package dev.limpid.experiment;

import dev.limpid.experiment.HtmlTable.Order;
import dev.limpid.io.AtomicFile;
import dev.limpid.metric.Quantity;
import dev.limpid.restoration.Selection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/**
 * An experiment's results: the budget, the means of all solvers and problems in one table for each metric, a table with standard
 * deviations and paired differences for each problem, and pictures. {@link MarkdownReport} and {@link HtmlReport} lay them out.
 */
record ExperimentReport(
        Experiment experiment, Grid grid, ResultReport results, SetDistances sets, List<String> remarks) {
    private static final String NOTHING = "–";

    /** Writes {@code report.md}, {@code report.html}, the pictures that they show, and the means as {@code table.tex} and {@code table.csv}. */
    void write(Path out) throws IOException {
        List<Standings> standings = standings();
        write(out.resolve("report.md"), new MarkdownReport(this, standings).text(out));
        write(out.resolve("report.html"), new HtmlReport(this, standings).text());
        if (!standings.isEmpty()) {
            write(out.resolve("table.tex"), new LatexTable(experiment.title(), standings).text());
        }
        write(out.resolve("table.csv"), new MeansFile(this, standings).text());
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything that was to be measured, in a paragraph. */
    String budget() {
        return new Budget(experiment, grid, results).text();
    }

    /** The metrics that the experiment asks for and that there are, in its order. */
    List<Quantity> shown() {
        return experiment.metrics().stream()
                .flatMap(key -> results.quantities().stream()
                        .filter(quantity -> quantity.key().equals(key)))
                .toList();
    }

    /** Those that are compared with the reference's: none where it is not for the problem. */
    List<Quantity> compared(TestProblem problem) {
        return grid.solversFor(problem).contains(experiment.reference()) ? shown() : List.of();
    }

    /** Whether a number is a distance between sets. */
    boolean isOfSets(Quantity quantity) {
        return sets.quantities().contains(quantity);
    }

    /** How the distances between sets are to be read. */
    String aboutSets() {
        return "A distance between the set of the " + grid.pictures().size()
                + " results and the set of their truths, which is 0 where they are equal. The sets belong together and are small, so that FID"
                + " compares within this table alone; KID is a mean over pairs of different pictures. With `-squeeze` the network is"
                + " SqueezeNet, and the numbers are not the published ones.";
    }

    /** The tables of all numbers that the experiment asks for, distances between sets last. */
    List<Standings> standings() throws IOException {
        var all = new ArrayList<Standings>();
        for (Quantity quantity : shown()) {
            all.add(standings(quantity, (problem, solver) -> mean(problem, solver, quantity)));
        }
        for (Quantity quantity : sets.quantities()) {
            if (experiment.metrics().contains(quantity.key())) {
                Standings one = standings(quantity, (problem, solver) -> sets.of(problem, solver, quantity));
                if (one.numbers().stream().anyMatch(column -> !column.isEmpty())) {
                    all.add(one);
                }
            }
        }
        return all;
    }

    /** Sentences at the head, without their full stops: whatever is asked for and not there. */
    List<String> remarks(List<Standings> standings) {
        var all = new ArrayList<>(remarks);
        for (Quantity quantity : sets.quantities()) {
            if (experiment.metrics().contains(quantity.key())
                    && standings.stream().noneMatch(one -> one.quantity().equals(quantity))) {
                all.add(
                        quantity.label()
                                + " is left out, as it needs all results of a solver as pictures that are large enough, and they are not here");
            }
        }
        return all;
    }

    private <E extends Exception> Standings standings(Quantity quantity, Standings.Pooled<E> pooled) throws E {
        var numbers = new ArrayList<Map<String, Double>>();
        for (TestProblem problem : grid.problems()) {
            var column = new LinkedHashMap<String, Double>();
            for (String solver : grid.solversFor(problem)) {
                OptionalDouble number = pooled.of(problem.label(), solver);
                if (number.isPresent()) {
                    column.put(solver, number.getAsDouble());
                }
            }
            numbers.add(column);
        }
        List<String> problems = grid.problems().stream().map(TestProblem::label).toList();
        List<String> solvers = grid.solvers().stream().map(NamedSolver::label).toList();
        return new Standings(quantity, solvers, problems, numbers);
    }

    private OptionalDouble mean(String problem, String solver, Quantity quantity) {
        Spread spread = results.spread(problem, solver, quantity);
        return spread.count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(spread.mean());
    }

    /** The middle of a number over the pictures, for each solver that has it. */
    Map<String, Double> medians(TestProblem problem, Quantity quantity) {
        var medians = new LinkedHashMap<String, Double>();
        for (String solver : grid.solversFor(problem)) {
            results.median(problem.label(), solver, quantity).ifPresent(median -> medians.put(solver, median));
        }
        return medians;
    }

    /** Where each solver's settings come from. */
    List<List<String>> settings() {
        var table = new ArrayList<List<String>>();
        table.add(List.of("solver", "evaluations", "origin"));
        for (NamedSolver solver : grid.solvers()) {
            table.add(List.of(solver.label(), evaluations(solver), solver.origin()));
        }
        return table;
    }

    private String evaluations(NamedSolver solver) {
        if (solver instanceof ReadyAnswer answer && !answer.isTimed()) {
            return NOTHING;
        }
        List<Long> all = grid.problems().stream()
                .flatMap(problem -> problem.taskOf(solver).stream())
                .map(solver::evaluations)
                .distinct()
                .sorted()
                .toList();
        return all.stream().map(n -> String.format(Locale.ROOT, "%,d", n)).collect(Collectors.joining(" or "));
    }

    /** The same solves with their results chosen by other rules; empty where there are none. */
    Optional<ReportSection> selections(TestProblem problem) {
        List<Selection> rules = Pass.selections(experiment.passes());
        return rules.size() == 1
                ? Optional.empty()
                : new SelectionTable(results, first(), rules)
                        .of(problem.label(), grid.solversFor(problem))
                        .map(table -> new ReportSection(
                                first().head() + " of the results that other rules choose:",
                                table,
                                Collections.nCopies(table.get(0).size() - 1, Order.of(first().higherIsBetter())),
                                ""));
    }

    /** The numbers of a paper beside these. */
    Optional<ReportSection> published(TestProblem problem) throws IOException {
        return experiment.published() == null
                ? Optional.empty()
                : new PublishedComparison(experiment.published(), this).of(problem.label());
    }

    /** How much the seeds change; empty where each solve is done once. */
    Optional<ReportSection> seeds() {
        int repetitions = Pass.repetitions(experiment.passes());
        if (repetitions == 1) {
            return Optional.empty();
        }
        List<String> problems = grid.problems().stream().map(TestProblem::label).toList();
        List<String> solvers = grid.solvers().stream()
                .filter(NamedSolver::isSolver)
                .map(NamedSolver::label)
                .toList();
        return Optional.of(new ReportSection(
                first().head() + ", standard deviation between " + repetitions + " seeds",
                new SeedSpread(results, repetitions).table(problems, solvers, first()),
                Collections.nCopies(problems.size(), Order.LOWER_FIRST),
                ""));
    }

    /** The number by which pictures are captioned. */
    Quantity first() {
        return shown().isEmpty() ? results.quantities().get(0) : shown().get(0);
    }
}
