package dev.limpid.experiment;

import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Methods;
import java.util.Map;

/**
 * A solver with its settings.
 *
 * @param label the whole name
 * @param preset whose settings it has but for the changes
 */
record ConfiguredSolver(String label, String method, String preset, Map<String, String> changes)
        implements NamedSolver {
    ConfiguredSolver {
        changes = Map.copyOf(changes);
    }

    @Override
    public boolean isSolver() {
        return true;
    }

    @Override
    public boolean isFor(String task) {
        return Methods.named(method).find(preset, task).isPresent();
    }

    @Override
    public long evaluations(String task) {
        return isFor(task) ? choice(task).config().cost().evaluations() : 0;
    }

    @Override
    public SolverChoice choice(String task) {
        return SolverChoice.of(method, preset, task, changes);
    }

    @Override
    public String origin() {
        String changed = changes.isEmpty() ? "" : ", changed";
        return preset + " " + Methods.named(method).origin(preset) + changed;
    }
}
