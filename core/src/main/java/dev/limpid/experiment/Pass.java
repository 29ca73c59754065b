package dev.limpid.experiment;

import dev.limpid.restoration.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One solve among those that a picture, a problem and a solver have in an experiment: the selections that choose among its iterates, and
 * which repetition it is. All repetitions have the same measurement and draws of their own.
 *
 * @param selections at least one
 * @param repetition 0 for the first
 */
public record Pass(List<Selection> selections, int repetition) {
    /** The last iterate of one solve. */
    public static final List<Pass> LAST = of(List.of(Selection.LAST), 1);

    public Pass {
        selections = List.copyOf(selections);
        if (selections.isEmpty() || repetition < 0) {
            throw new IllegalArgumentException(
                    "a pass has a selection and a repetition from 0, got " + selections + " and " + repetition);
        }
    }

    /**
     * The solves that selections and repetitions ask for. Those that choose among the same iterates share a solve; a repetition has the last
     * iterate alone.
     *
     * @param selections with {@link Selection#LAST}
     * @param repetitions 1 for a single solve
     */
    static List<Pass> of(List<Selection> selections, int repetitions) {
        var passes = new ArrayList<Pass>();
        passes.add(new Pass(
                selections.stream().filter(rule -> rule != Selection.HOLD_OUT).toList(), 0));
        if (selections.contains(Selection.HOLD_OUT)) {
            passes.add(new Pass(List.of(Selection.HOLD_OUT), 0));
        }
        IntStream.range(1, repetitions).forEach(i -> passes.add(new Pass(List.of(Selection.LAST), i)));
        return List.copyOf(passes);
    }

    /** All selections of some passes, in their order. */
    static List<Selection> selections(List<Pass> passes) {
        return passes.stream()
                .flatMap(pass -> pass.selections().stream())
                .distinct()
                .toList();
    }

    /** How often some passes solve for the last iterate. */
    static int repetitions(List<Pass> passes) {
        return passes.stream().mapToInt(Pass::repetition).max().orElse(0) + 1;
    }

    /**
     * Whatever of it a solver has: a restorer without settings has one result, and where something of A is sought, no residual with a known A
     * tells iterates apart.
     *
     * @param blind whether the solver's task is one of an unknown A
     */
    Optional<Pass> of(NamedSolver solver, boolean blind) {
        if (!solver.isSolver()) {
            return repetition == 0 && selections.contains(Selection.LAST) ? Optional.of(LAST.get(0)) : Optional.empty();
        }
        List<Selection> own = selections.stream()
                .filter(rule -> !blind || rule == Selection.LAST || rule == Selection.ORACLE)
                .toList();
        return own.isEmpty() ? Optional.empty() : Optional.of(new Pass(own, repetition));
    }

    /** The rows of a solver, one for each selection. */
    Stream<String> labels(NamedSolver solver) {
        return selections.stream().map(rule -> label(solver.label(), rule, repetition));
    }

    /** The name of a solver's rows: its own for the last iterate, {@code dmilo@oracle} for others, {@code dmilo#2} for the second solve. */
    static String label(String solver, Selection rule, int repetition) {
        String selected = rule == Selection.LAST ? solver : solver + "@" + rule.label();
        return repetition == 0 ? selected : selected + "#" + (repetition + 1);
    }
}
