package dev.limpid.experiment;

import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Preset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A solver as an experiment names it: {@code NAME[/PRESET][+KEY=VALUE…]}, such as {@code diffpir/authors-code} or {@code
 * hqs+realism=0.5}; {@code classical}, the restorer without a prior that goes with the operator; {@code y}, the measurement as it is; or the
 * name of another program's results.
 */
public sealed interface NamedSolver permits ConfiguredSolver, ReadyAnswer {
    /** The restorer of an operator. */
    String CLASSICAL = "classical";

    /**
     * Parses a name.
     *
     * @throws IllegalArgumentException in one line for an unknown solver, or a change without a value
     */
    static NamedSolver parse(String text) {
        Optional<PlainAnswer> plain = PlainAnswer.named(text);
        return plain.isPresent() ? plain.get() : configured(text);
    }

    private static NamedSolver configured(String text) {
        List<String> parts = List.of(text.split("\\+", -1));
        String[] name = parts.get(0).split("/", 2);
        Methods.named(name[0]);
        var changes = new LinkedHashMap<String, String>();
        for (String change : parts.subList(1, parts.size())) {
            String[] pair = change.split("=", 2);
            if (pair.length < 2 || pair[0].isEmpty()) {
                throw new IllegalArgumentException(
                        "a solver is named NAME, NAME/PRESET or NAME+KEY=VALUE, got '" + text + "'");
            }
            changes.put(pair[0], pair[1]);
        }
        return new ConfiguredSolver(text, name[0], name.length == 2 ? name[1] : Preset.BRIEF, changes);
    }

    /** The whole name. */
    String label();

    /** The name without preset and changes. */
    String method();

    /** Whether it has settings to choose. */
    boolean isSolver();

    /** Evaluations of the network for one picture; 0 where it has no settings for the task. */
    long evaluations(String task);

    /** Whether it has settings for a task, or needs none. */
    boolean isFor(String task);

    /**
     * Its settings for a task.
     *
     * @throws IllegalStateException if there are none to choose
     */
    SolverChoice choice(String task);

    /** Where its settings or its results come from. */
    String origin();
}
