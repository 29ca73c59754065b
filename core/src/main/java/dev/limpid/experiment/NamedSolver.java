package dev.limpid.experiment;

import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Preset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A solver as an experiment names it: {@code NAME[/PRESET][+KEY=VALUE…]}, such as {@code diffpir/authors-code} or {@code
 * hqs+realism=0.5}; {@code classical}, the restorer without a prior that goes with the operator; or {@code y}, the measurement as it is.
 *
 * @param label the whole name
 */
public record NamedSolver(String label, String method, String preset, Map<String, String> changes) {
    /** The restorer of an operator. */
    public static final String CLASSICAL = "classical";

    private static final String MEASURED = "y";

    public NamedSolver {
        changes = Map.copyOf(changes);
    }

    /**
     * Parses a name.
     *
     * @throws IllegalArgumentException in one line for an unknown solver, or a change without a value
     */
    public static NamedSolver parse(String text) {
        List<String> parts = List.of(text.split("\\+", -1));
        String[] name = parts.get(0).split("/", 2);
        if (!name[0].equals(CLASSICAL) && !name[0].equals(MEASURED)) {
            Methods.named(name[0]);
        }
        var changes = new LinkedHashMap<String, String>();
        for (String change : parts.subList(1, parts.size())) {
            String[] pair = change.split("=", 2);
            if (pair.length < 2 || pair[0].isEmpty()) {
                throw new IllegalArgumentException(
                        "a solver is named NAME, NAME/PRESET or NAME+KEY=VALUE, got '" + text + "'");
            }
            changes.put(pair[0], pair[1]);
        }
        return new NamedSolver(text, name[0], name.length == 2 ? name[1] : Preset.BRIEF, changes);
    }

    boolean isClassical() {
        return method.equals(CLASSICAL);
    }

    boolean isMeasured() {
        return method.equals(MEASURED);
    }

    /** Whether it has settings to choose. */
    boolean isSolver() {
        return !isClassical() && !isMeasured();
    }

    /** Evaluations of the network for one picture; 0 where it has no settings for the task. */
    public long evaluations(String task) {
        return !isSolver() || !isFor(task) ? 0 : choice(task).config().cost().evaluations();
    }

    /** Whether it has settings for a task. */
    public boolean isFor(String task) {
        return !isSolver() || Methods.named(method).find(preset, task).isPresent();
    }

    /** Its settings for a task. */
    SolverChoice choice(String task) {
        return SolverChoice.of(method, preset, task, changes);
    }
}
