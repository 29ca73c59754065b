package dev.limpid.cli;

import dev.limpid.experiment.Presets;
import dev.limpid.experiment.Settings;
import dev.limpid.experiment.Start;
import dev.limpid.experiment.Task;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose a solver and its settings: a preset, and single values over it. */
final class SolverOptions {
    @Option(
            names = "--solver",
            paramLabel = "NAME",
            defaultValue = "dmilo-pgd",
            description = "dmilo-pgd or dmilo. Default: ${DEFAULT-VALUE}.")
    private Presets.Method method;

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
     * @throws UsageException where the preset has no values for the task, a key is unknown or a value not allowed
     */
    SolverChoice choose(Task task) {
        try {
            return new SolverChoice(
                    method,
                    preset,
                    Settings.with(Presets.of(method, task, preset), settings),
                    start == null ? Presets.start(preset) : start);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }
}
