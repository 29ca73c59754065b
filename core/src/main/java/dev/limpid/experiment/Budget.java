package dev.limpid.experiment;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** How much an experiment was to measure, and how much of that there is. */
record Budget(Experiment experiment, Grid grid, ResultReport results) {
    /** In a paragraph. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%s%s, %s, %s: %,d solves, %,d evaluations of the network%s.%s Prior: %s (%s)%s, seed %d. The last iterate"
                        + " is the result. Means ± standard deviations over the pictures; differences from %s are paired, with their 95 %%"
                        + " intervals, ▲ better and ▼ worse where the interval does not hold 0.",
                count(grid.pictures().size(), "picture"),
                experiment.pictures().crop() > 0
                        ? " (" + experiment.pictures().crop() + " x "
                                + experiment.pictures().crop() + " in the middle)"
                        : "",
                count(grid.problems().size(), "problem"),
                count(grid.solvers().size(), "solver"),
                grid.solves(),
                grid.evaluations(),
                experiment.budget() > 0 ? ", at most " + experiment.budget() + " for a solve" : "",
                measured(),
                grid.checkpoints().shown(experiment.prior()),
                CleanPicture.beginning(grid.checkpoints().usual()),
                experiment.priors().entrySet().stream()
                        .map(one -> ", of " + one.getKey() + " "
                                + grid.checkpoints().shown(one.getValue()) + " ("
                                + CleanPicture.beginning(
                                        grid.checkpoints().own().getOrDefault(one.getKey(), "")) + ")")
                        .collect(Collectors.joining()),
                experiment.seed(),
                experiment.reference());
    }

    /** How much of that there is, where it is not all or the solvers took another number of evaluations. */
    private String measured() {
        Map<String, ResultRow> rows = results.rows().stream()
                .collect(
                        Collectors.toMap(row -> key(row.task(), row.picture(), row.method()), row -> row, (a, b) -> a));
        List<ResultRow> measured = grid.cells()
                .map(cell -> rows.get(key(
                        cell.problem().label(),
                        grid.pictures().get(cell.number()).label(cell.number()),
                        cell.labels().get(0))))
                .filter(Objects::nonNull)
                .toList();
        long evaluations = (long) measured.stream()
                .mapToDouble(row -> row.values().getOrDefault(SolveQuantities.EVALUATIONS.key(), 0.0))
                .sum();
        boolean asPlanned = measured.size() == grid.solves() && evaluations == grid.evaluations();
        return measured.isEmpty() || asPlanned
                ? ""
                : String.format(Locale.ROOT, " Measured: %,d solves, %,d evaluations.", measured.size(), evaluations);
    }

    private static String key(String problem, String picture, String label) {
        return String.join("\n", problem, picture, label);
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
