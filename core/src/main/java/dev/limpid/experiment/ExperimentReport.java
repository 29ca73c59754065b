package dev.limpid.experiment;

import dev.limpid.io.AtomicFile;
import dev.limpid.metric.Quantity;
import dev.limpid.restoration.Selection;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * An experiment's results in Markdown: the budget, the means of all solvers and problems in one table for each metric, a table with
 * standard deviations and paired differences for each problem, and pictures.
 */
record ExperimentReport(
        Experiment experiment, Grid grid, ResultReport results, SetDistances sets, List<String> remarks) {
    private static final int HASH_DIGITS = 12;

    private static final String NOTHING = "–";

    /** The picture whose results are shown. */
    private static final int SHOWN = 0;

    /** Writes {@code report.md}, the pictures that it shows, and its tables of means as {@code table.tex} and {@code table.csv}. */
    void write(Path out) throws IOException {
        AtomicFile.write(out.resolve("report.md"), markdown(out).getBytes(StandardCharsets.UTF_8));
        List<Standings> standings = standings();
        if (!standings.isEmpty()) {
            var table = new LatexTable(experiment.title(), standings);
            AtomicFile.write(out.resolve("table.tex"), table.text().getBytes(StandardCharsets.UTF_8));
        }
        AtomicFile.write(out.resolve("table.csv"), csv(standings).getBytes(StandardCharsets.UTF_8));
    }

    /** Every number with all its digits, its spread, and its paired difference from the reference. */
    private String csv(List<Standings> standings) {
        var lines = new ArrayList<String>();
        lines.add("problem,solver,metric,pictures,mean,deviation,difference,half_interval");
        for (Standings one : standings) {
            for (int j = 0; j < one.problems().size(); j++) {
                String problem = one.problems().get(j);
                one.numbers()
                        .get(j)
                        .forEach((solver, number) -> lines.add(csv(problem, solver, one.quantity(), number)));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private String csv(String problem, String solver, Quantity quantity, double number) {
        Spread spread = results.spread(problem, solver, quantity);
        Optional<PairedDifference> less = solver.equals(experiment.reference())
                ? Optional.empty()
                : results.difference(problem, experiment.reference(), solver, quantity);
        int pictures = spread.count() == 0 ? grid.files().size() : spread.count();
        return CsvLine.join(List.of(
                problem,
                solver,
                quantity.key(),
                Integer.toString(pictures),
                Double.toString(number),
                cell(spread.deviation()),
                cell(less.map(PairedDifference::mean).orElse(Double.NaN)),
                cell(less.map(PairedDifference::half).orElse(Double.NaN))));
    }

    private static String cell(double number) {
        return Double.isNaN(number) ? "" : Double.toString(number);
    }

    private String markdown(Path out) throws IOException {
        var text = new StringBuilder();
        text.append("# ").append(experiment.title()).append("\n\n");
        text.append(budget()).append("\n\n");
        remarks.forEach(remark -> text.append(remark).append(".\n\n"));
        experiment.notes().forEach(note -> text.append(note).append("\n\n"));
        for (Standings one : standings()) {
            text.append("## ").append(one.quantity().head()).append("\n\n");
            text.append(sets.quantities().contains(one.quantity()) ? aboutSets() + "\n\n" : "");
            text.append(one.markdown()).append('\n');
        }
        text.append(seeds());
        text.append("## Settings\n\n").append(settings()).append('\n');
        for (TestProblem problem : grid.problems()) {
            text.append("## ")
                    .append(problem.label())
                    .append("\n\n")
                    .append(table(problem))
                    .append('\n');
            text.append(selections(problem));
            text.append(published(problem));
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
                grid.solves(),
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

    private String aboutSets() {
        return "A distance between the set of the " + grid.files().size()
                + " results and the set of their truths, which is 0 where they are equal. The sets belong together and are small, so that FID"
                + " compares within this table alone; KID is a mean over pairs of different pictures. With `-squeeze` the network is"
                + " SqueezeNet, and the numbers are not the published ones.";
    }

    /** The tables of all numbers that the experiment asks for, distances between sets last. */
    private List<Standings> standings() throws IOException {
        var all = new ArrayList<Standings>();
        for (Quantity quantity : shown()) {
            all.add(standings(quantity, (problem, solver) -> mean(problem, solver, quantity)));
        }
        for (Quantity quantity : sets.quantities()) {
            if (experiment.metrics().contains(quantity.key())) {
                all.add(standings(quantity, (problem, solver) -> sets.of(problem, solver, quantity)));
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

    private String selections(TestProblem problem) {
        List<Selection> rules = Pass.selections(experiment.passes());
        return rules.size() == 1
                ? ""
                : new SelectionTable(results, first(), rules)
                        .of(problem.label(), grid.solversFor(problem))
                        .map(table -> first().head() + " of the results that other rules choose:\n\n" + table + "\n")
                        .orElse("");
    }

    private String published(TestProblem problem) {
        return experiment.published() == null
                ? ""
                : new PublishedComparison(experiment.published(), results, grid.solvers())
                        .of(problem.label())
                        .orElse("");
    }

    private String seeds() {
        int repetitions = Pass.repetitions(experiment.passes());
        if (repetitions == 1) {
            return "";
        }
        List<String> problems = grid.problems().stream().map(TestProblem::label).toList();
        List<String> solvers = grid.solvers().stream()
                .filter(NamedSolver::isSolver)
                .map(NamedSolver::label)
                .toList();
        return "## " + first().head() + ", standard deviation between " + repetitions + " seeds\n\n"
                + new SeedSpread(results, repetitions).table(problems, solvers, first()) + "\n";
    }

    private Quantity first() {
        return shown().isEmpty() ? results.quantities().get(0) : shown().get(0);
    }

    /** A line that shows the results on one picture, where they are kept. */
    private String sheet(TestProblem problem, Path out) throws IOException {
        Quantity first = first();
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
