package dev.limpid.cli;

import dev.limpid.degradation.Task;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.restoration.Presets;
import dev.limpid.restoration.Settings;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Start;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose a solver and its settings: a preset, and single values over it. */
final class SolverOptions {
    @Option(
            names = "--solver",
            paramLabel = "NAME",
            description = "dmilo-pgd or dmilo; for blind-deblur blind-pgd, dmilo-blind or dmilo-pgd-blind."
                    + " Default: the first of them.")
    private Presets.@Nullable Method solver;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "brief",
            description = "Settings of the solver: brief (for two CPU cores), paper, or authors-code."
                    + " Default: ${DEFAULT-VALUE}.")
    private Presets.Name preset;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting of the solver, over the preset's; an unknown key is answered with all of them.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--start",
            paramLabel = "NAME",
            description = "Where the solve begins: noise, as published, or classical, the estimate without a prior."
                    + " Default: the preset's (brief: classical, the others: noise).")
    private @Nullable Start start;

    /**
     * The choice for a task.
     *
     * @throws InvalidRequestException where the preset has no values for the task, a key is unknown or a value not allowed
     */
    SolverChoice choose(Task task) {
        if (task.blind() && start != null) {
            throw new InvalidRequestException(
                    "--start does not go with --task " + task.name() + ": its solvers have their own");
        }
        try {
            Presets.Method method = solver == null ? Presets.Method.of(task) : solver;
            return new SolverChoice(
                    method, preset, Settings.with(Presets.any(method, task, preset), settings), start(task));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    private Start start(Task task) {
        if (task.blind()) {
            return Start.NOISE;
        }
        return start == null ? Presets.start(preset) : start;
    }
}
