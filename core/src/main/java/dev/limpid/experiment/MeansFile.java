package dev.limpid.experiment;

import dev.limpid.metric.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every number of a report's tables with all its digits, its spread, and its paired difference from the reference. */
record MeansFile(ExperimentReport report, List<Standings> standings) {
    MeansFile {
        standings = List.copyOf(standings);
    }

    /** Comma-separated values. */
    String text() {
        var lines = new ArrayList<String>();
        lines.add("problem,solver,metric,pictures,mean,deviation,difference,half_interval");
        for (Standings one : standings) {
            for (int j = 0; j < one.problems().size(); j++) {
                String problem = one.problems().get(j);
                one.numbers()
                        .get(j)
                        .forEach((solver, number) -> lines.add(line(problem, solver, one.quantity(), number)));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private String line(String problem, String solver, Quantity quantity, double number) {
        ResultReport results = report.results();
        String reference = report.experiment().reference();
        Spread spread = results.spread(problem, solver, quantity);
        Optional<PairedDifference> less =
                solver.equals(reference) ? Optional.empty() : results.difference(problem, reference, solver, quantity);
        int pictures = spread.count() == 0 ? report.grid().pictures().size() : spread.count();
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
}
