package dev.limpid.experiment;

import dev.limpid.metric.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The numbers of a report beside those of a paper, and whether solvers stand in the same order there. */
record PublishedComparison(Published published, ResultReport results, List<NamedSolver> solvers) {
    private static final String NOTHING = "–";

    /** A section of a problem; empty where the paper has no such problem. */
    Optional<ReportSection> of(String problem) {
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
        solvers.stream()
                .filter(solver -> metrics.stream()
                        .anyMatch(
                                metric -> published.of(problem, solver, metric).isPresent()))
                .forEach(solver -> table.add(row(problem, solver, metrics)));
        if (table.size() == 1) {
            return Optional.empty();
        }
        String differs = published.otherwise().isEmpty() ? "the same setting" : published.otherwise();
        return Optional.of(new ReportSection(
                "Beside the published numbers (" + published.title() + "; " + differs + "):",
                table,
                order(problem, metrics)));
    }

    private List<String> row(String problem, NamedSolver solver, List<String> metrics) {
        var row = new ArrayList<>(List.of(solver.label()));
        for (String metric : metrics) {
            Optional<Quantity> quantity = quantity(metric);
            quantity.ifPresent(own -> row.add(text(own(problem, solver, own), own.digits())));
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
        return results.quantities().stream()
                .filter(quantity -> quantity.key().equals(Published.key(metric)))
                .findFirst();
    }

    private OptionalDouble own(String problem, NamedSolver solver, Quantity quantity) {
        Spread spread = results.spread(problem, solver.label(), quantity);
        return spread.count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(spread.mean());
    }

    /** How many pairs of solvers stand in one order by the first number that both have, in a sentence. */
    private String order(String problem, List<String> metrics) {
        for (String metric : metrics) {
            Optional<Quantity> quantity = quantity(metric);
            if (quantity.isPresent()) {
                return order(problem, metric, quantity.get());
            }
        }
        return "";
    }

    private String order(String problem, String metric, Quantity quantity) {
        int pairs = 0;
        var turned = new ArrayList<String>();
        List<NamedSolver> both = solvers.stream()
                .filter(solver -> own(problem, solver, quantity).isPresent()
                        && published.of(problem, solver, metric).isPresent())
                .toList();
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
