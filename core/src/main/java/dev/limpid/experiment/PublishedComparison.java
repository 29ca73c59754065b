package dev.limpid.experiment;

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

    /** A section of a problem; empty where the paper has no such problem. */
    Optional<ReportSection> of(String problem) throws IOException {
        List<String> metrics = published.metrics(problem);
        if (metrics.isEmpty()) {
            return Optional.empty();
        }
        var table = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("solver"));
        for (String metric : metrics) {
            quantity(metric).ifPresent(quantity -> head.add(quantity.head() + ", here"));
            head.add(metric + ", published");
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
        String differs = published.otherwise().isEmpty() ? "the same setting" : published.otherwise();
        return Optional.of(new ReportSection(
                "Beside the published numbers (" + published.title() + "; " + differs + ")." + chosen(metrics),
                table,
                order(problem, metrics)));
    }

    private List<NamedSolver> solvers() {
        return report.grid().solvers();
    }

    private List<String> row(String problem, NamedSolver solver, List<String> metrics) throws IOException {
        var row = new ArrayList<>(List.of(solver.label()));
        for (String metric : metrics) {
            Optional<Quantity> quantity = quantity(metric);
            if (quantity.isPresent()) {
                row.add(text(
                        own(problem, solver, quantity.get()), quantity.get().digits()));
            }
            row.add(text(
                    published.of(problem, solver, metric),
                    quantity.map(Quantity::digits).orElse(3)));
        }
        return row;
    }

    private static String text(OptionalDouble number, int digits) {
        return number.isPresent() ? String.format(Locale.ROOT, "%." + digits + "f", number.getAsDouble()) : NOTHING;
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
        return Pass.selections(report.experiment().passes()).contains(Selection.ORACLE)
                ? " The scores are those of the iterate nearest the truth, here as there; FID here is that of the last one."
                : " The scores here are those of the last iterate, there of the one nearest the truth.";
    }

    /** How many pairs of solvers stand in one order by the first number that both have, in a sentence. */
    private String order(String problem, List<String> metrics) throws IOException {
        for (String metric : metrics) {
            Optional<Quantity> quantity = quantity(metric);
            if (quantity.isPresent()) {
                return order(problem, metric, quantity.get());
            }
        }
        return "";
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
                double here = own(problem, both.get(i), quantity).orElseThrow()
                        - own(problem, both.get(j), quantity).orElseThrow();
                double there = published.of(problem, both.get(i), metric).orElseThrow()
                        - published.of(problem, both.get(j), metric).orElseThrow();
                if (here == 0 || there == 0) {
                    continue; // equal ones have no order
                }
                pairs++;
                if (here * there < 0) {
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
