package dev.limpid.imagej;

import dev.limpid.degradation.Option;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.io.RangeChoice;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Preset;
import dev.limpid.tensor.Device;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How an image is to be restored, as a dialog or a macro says it.
 *
 * @param options the text of each option of the task that is given
 * @param solver the name of a solver, or {@link #DEFAULT}
 * @param preset of the solver
 * @param changes single settings of the solver, by key
 * @param range which values are black and white
 * @param compute the prior and the seed
 */
record Settings(
        Task task,
        Map<Option<?>, String> options,
        String solver,
        String preset,
        Map<String, String> changes,
        RangeChoice range,
        Compute compute) {
    /** Whatever the engine takes unless it is told. */
    static final String DEFAULT = "default";

    static final String TASK = "task";
    static final String RANGE = "range";
    static final String PRIOR = "prior";
    static final String SOLVER = "solver";
    static final String PRESET = "preset";
    static final String REALISM = "realism";
    static final String SET = "set";
    static final String SEED = "seed";

    Settings {
        options = Map.copyOf(options);
        changes = Map.copyOf(changes);
    }

    /**
     * Reads settings; those that are missing or empty are the engine's own.
     *
     * @param texts by the names of the fields
     * @throws IllegalArgumentException in one line, for a value that is not allowed
     */
    static Settings of(Map<String, String> texts) {
        Task task = Tasks.named(text(texts, TASK, ""));
        var options = new LinkedHashMap<Option<?>, String>();
        for (Option<?> option : task.options(false)) {
            String given = text(texts, option.name(), "");
            if (!given.isEmpty()) {
                options.put(option, given);
            }
        }
        return new Settings(
                task,
                options,
                text(texts, SOLVER, DEFAULT),
                text(texts, PRESET, Preset.BRIEF),
                changes(texts),
                range(text(texts, RANGE, RangeChoice.NATURAL.toString())),
                new Compute(text(texts, PRIOR, Compute.PHOTOGRAPHS), seed(text(texts, SEED, "0")), Device.CPU));
    }

    private static String text(Map<String, String> texts, String name, String otherwise) {
        String given = texts.getOrDefault(name, "").strip();
        return given.isEmpty() ? otherwise : given;
    }

    private static Map<String, String> changes(Map<String, String> texts) {
        var changes = new LinkedHashMap<String, String>();
        for (String change : text(texts, SET, "").split("[ ,]+", -1)) {
            int sign = change.indexOf('=');
            if (sign > 0) {
                changes.put(change.substring(0, sign), change.substring(sign + 1));
            } else if (!change.isEmpty()) {
                throw new IllegalArgumentException("set takes key=value, got '" + change + "'");
            }
        }
        String realism = text(texts, REALISM, "");
        if (!realism.isEmpty()) {
            changes.put(REALISM, realism);
        }
        return changes;
    }

    private static RangeChoice range(String text) {
        return text.equals(RangeChoice.NATURAL.toString()) ? RangeChoice.NATURAL : RangeChoice.parse(text);
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("seed must be a whole number, got '" + text + "'", e);
        }
    }

    /**
     * The solver with its settings.
     *
     * @throws IllegalArgumentException in one line, if there is none of that name, or not for the task, or a setting is not its own
     */
    SolverChoice choice() {
        String name = solver.equals(DEFAULT) ? task.solver(compute.isLocal()) : solver;
        return SolverChoice.of(name, preset, task.tunedAs(), changes);
    }

    /** The same with another range. */
    Settings with(RangeChoice other) {
        return new Settings(task, options, solver, preset, changes, other, compute);
    }
}
