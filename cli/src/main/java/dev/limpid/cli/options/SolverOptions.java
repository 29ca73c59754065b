package dev.limpid.cli.options;

import dev.limpid.degradation.Task;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Preset;
import dev.limpid.solver.Settings;
import dev.limpid.solver.SolverConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose a solver and its settings: a preset, and single values over it. */
public final class SolverOptions {
    @Option(
            names = "--solver",
            paramLabel = "NAME",
            description = "One of ${bundle:solvers}; 'limpid solvers' says which of them are for a task. Default: the"
                    + " task's, dmilo-pgd, or blind-pgd for blind-deblur.")
    private @Nullable String solver;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = Preset.BRIEF,
            description = "Settings of the solver: brief (for two CPU cores), paper, or authors-code."
                    + " Default: ${DEFAULT-VALUE}.")
    private String preset;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting of the solver, over the preset's; an unknown key is answered with all of them.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--start",
            paramLabel = "NAME",
            description = "Where the solve begins: noise, as published, or classical, the estimate without a prior;"
                    + " short for --set start=NAME."
                    + " Default: the preset's (brief: classical, the others: noise).")
    private @Nullable String start;

    /** Refuses names that there are not, whatever the task. */
    void check() {
        try {
            if (solver != null) {
                Methods.named(solver);
            }
            if (!Preset.NAMES.contains(preset)) {
                throw new IllegalArgumentException(
                        "unknown preset '" + preset + "': " + String.join(", ", Preset.NAMES));
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    /**
     * The choice for a task.
     *
     * @throws InvalidRequestException where a name is unknown, the preset has no values for the task, a key is unknown or a value
     *     not allowed
     */
    public SolverChoice choose(Task task) {
        check();
        try {
            String method = solver == null ? task.solver() : solver;
            var changes = new LinkedHashMap<>(settings);
            if (start != null) {
                requireStart(Methods.named(method).preset(preset, task.tunedAs()), method);
                changes.put("start", start);
            }
            return SolverChoice.of(method, preset, task.tunedAs(), changes);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    private static void requireStart(SolverConfig config, String method) {
        if (!Settings.of(config).containsKey("start")) {
            throw new IllegalArgumentException("--start does not go with --solver " + method + ", which has its own");
        }
    }
}
