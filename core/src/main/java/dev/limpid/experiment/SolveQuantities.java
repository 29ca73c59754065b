package dev.limpid.experiment;

import dev.limpid.metric.Quantity;
import dev.limpid.metric.Quantity.Better;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The numbers of a solve that are no metrics of its result, and the columns of a table that they are a part of. */
final class SolveQuantities {
    static final Quantity EVALUATIONS = new Quantity("evaluations", "evaluations", "", Better.LOWER, 0);
    static final Quantity SECONDS = new Quantity("seconds", "time", "s", Better.LOWER, 1);

    /**
     * The most physical memory that the process held while the solve ran, the prior included, or on a GPU the most that tensors took there; of
     * one worker alone.
     */
    static final Quantity MEMORY = new Quantity("memory", "peak memory", "GB", Better.LOWER, 2);

    static final Quantity KERNEL_ERROR = new Quantity("kernel_error", "kernel error", "", Better.LOWER, 2);

    private SolveQuantities() {}

    /** All of them, in the order of their columns. */
    static List<Quantity> all() {
        return List.of(KERNEL_ERROR, ResidualScore.RESIDUAL, ResidualScore.CORRELATION, MEMORY, EVALUATIONS, SECONDS);
    }

    /** The columns of a table of results; one of an earlier version goes on without those that it does not have. */
    static List<Quantity> of(Path file, Grid grid) throws IOException {
        var quantities = new ArrayList<>(grid.metrics().quantities());
        Optional<List<String>> begun = ResultTable.columns(file).filter(columns -> columns.contains(SECONDS.key()));
        boolean seeks = grid.shifted() || grid.cells().anyMatch(Cell::seeks);
        all().stream()
                .filter(quantity -> seeks || !quantity.equals(KERNEL_ERROR))
                .filter(later ->
                        begun.map(columns -> columns.contains(later.key())).orElse(true))
                .forEach(quantities::add);
        return quantities;
    }
}
