package dev.limpid.experiment;

import dev.limpid.experiment.HtmlTable.Order;
import dev.limpid.metric.Quantity;
import dev.limpid.restoration.Selection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/** The numbers of a report beside those of a paper, and whether solvers stand in the same order there. */
record PublishedComparison(Published published, ExperimentReport report) {
    private static final String NOTHING = "–";
    private static final Set<String> SCORES = Set.of("psnr", "ssim", "lpips-alex", "fid");
    private static final Set<String> HIGHER = Set.of("psnr", "ssim");

    /** A section of a problem; empty where the paper has no such problem. */
    Optional<ReportSection> of(String problem) throws IOException {
        List<String> metrics = published.metrics(problem);
        if (metrics.isEmpty()) {
            return Optional.empty();
        }
        var table = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("solver"));
        var orders = new ArrayList<Order>();
        for (String metric : metrics) {
            Order order = Order.of(HIGHER.contains(Published.key(metric)));
            quantity(metric).ifPresent(quantity -> {
                head.add(quantity.head() + ", here");
                orders.add(order);
            });
            head.add(metric + ", published");
            orders.add(order);
        }
        table.add(head);
        for (NamedSolver solver : solvers()) {
            if (metrics.stream()
                    .anyMatch(metric -> published.of(problem, solver, metric).isPresent())) {
                table.add(row(problem, solver, metrics));
            }
        }
        if (table.size() == 1) {
            return Optional.empty();
        }
        return Optional.of(new ReportSection(
                "Beside the published numbers (" + published.title() + "; " + differs() + ")." + chosen(metrics),
                table,
                orders,
                order(problem, metrics)));
    }

    /** Which pictures a paper took is not known, so that no setting is the same. */
    private String differs() {
        return published.otherwise().isEmpty()
                ? "the published settings here, with the prior "
                        + report.experiment().prior() + " on the pictures that were given"
                : published.otherwise();
    }

    private List<NamedSolver> solvers() {
        return report.grid().solvers();
    }

    private List<String> row(String problem, NamedSolver solver, List<String> metrics) throws IOException {
        var row = new ArrayList<>(List.of(solver.label()));
        for (String metric : metrics) {
            Optional<Quantity> quantity = quantity(metric);
            if (quantity.isPresent()) {
                row.add(text(own(problem, solver, quantity.get()), quantity.get()));
            }
            OptionalDouble theirs = published.of(problem, solver, metric);
            row.add(
                    quantity.isPresent()
                            ? text(theirs, quantity.get())
                            : theirs.isPresent() ? String.format(Locale.ROOT, "%.3f", theirs.getAsDouble()) : NOTHING);
        }
        return row;
    }

    private static String text(OptionalDouble number, Quantity quantity) {
        return number.isPresent() ? quantity.number(number.getAsDouble()) : NOTHING;
    }

    private Optional<Quantity> quantity(String metric) {
        return Stream.concat(report.results().quantities().stream(), report.sets().quantities().stream())
                .filter(quantity -> quantity.key().equals(Published.key(metric)))
                .findFirst();
    }

    /** A solver's number here: chosen as the published ones are, if that has been measured. */
    private OptionalDouble own(String problem, NamedSolver solver, Quantity quantity) throws IOException {
        if (report.isOfSets(quantity)) {
            return report.sets().of(problem, solver.label(), quantity);
        }
        Spread oracle = report.results().spread(problem, Pass.label(solver.label(), Selection.ORACLE, 0), quantity);
        Spread spread = oracle.count() > 0 ? oracle : report.results().spread(problem, solver.label(), quantity);
        return spread.count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(spread.mean());
    }

    /** Which iterates the scores are of, in sentences; empty where there are costs alone. */
    private String chosen(List<String> metrics) {
        if (metrics.stream().map(Published::key).noneMatch(SCORES::contains)) {
            return "";
        }
        if (!Pass.selections(report.experiment().passes()).contains(Selection.ORACLE)) {
            return " The scores here are those of the last iterate, there of the one nearest the truth.";
        }
        boolean sets =
                metrics.stream().flatMap(metric -> quantity(metric).stream()).anyMatch(report::isOfSets);
        return " The scores are those of the iterate nearest the truth, here as there."
                + (sets
                        ? " FID here is that of the last one, over fewer pictures than it needs to compare elsewhere."
                        : "");
    }

    /** How many pairs of solvers stand in one order by the first number that both have and that is no setting, in a sentence. */
    private String order(String problem, List<String> metrics) throws IOException {
        for (String metric : metrics) {
            Optional<Quantity> quantity = quantity(metric);
            if (quantity.isPresent() && !quantity.get().equals(SolveQuantities.EVALUATIONS)) {
                return order(problem, metric, quantity.get());
            }
        }
        return "";
    }

    /** Which number is greater: 0 where they look the same. */
    private static int order(Quantity quantity, OptionalDouble first, OptionalDouble second) {
        return text(first, quantity).equals(text(second, quantity))
                ? 0
                : Double.compare(first.orElseThrow(), second.orElseThrow());
    }

    private String order(String problem, String metric, Quantity quantity) throws IOException {
        int pairs = 0;
        var turned = new ArrayList<String>();
        var both = new ArrayList<NamedSolver>();
        for (NamedSolver solver : solvers()) {
            if (own(problem, solver, quantity).isPresent()
                    && published.of(problem, solver, metric).isPresent()) {
                both.add(solver);
            }
        }
        for (int i = 0; i < both.size(); i++) {
            for (int j = i + 1; j < both.size(); j++) {
                int here = order(quantity, own(problem, both.get(i), quantity), own(problem, both.get(j), quantity));
                int there = order(
                        quantity,
                        published.of(problem, both.get(i), metric),
                        published.of(problem, both.get(j), metric));
                if (here == 0 || there == 0) {
                    continue; // equal ones have no order
                }
                pairs++;
                if (here != there) {
                    turned.add(both.get(i).label() + " and " + both.get(j).label());
                }
            }
        }
        if (pairs == 0) {
            return "";
        }
        return "By " + quantity.label() + " " + (pairs - turned.size()) + " of " + pairs
                + " pairs of solvers stand in the published order"
                + (turned.isEmpty() ? "" : "; not " + String.join(", ", turned)) + ".";
    }
}
