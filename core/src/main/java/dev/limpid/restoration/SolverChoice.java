package dev.limpid.restoration;

import dev.limpid.degradation.Task;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Preset;
import dev.limpid.solver.Settings;
import dev.limpid.solver.Solver;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Tensor;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A method with its settings, and the preset that they came from.
 *
 * @param preset a name for settings that may have been changed since
 * @param config settings of the method
 */
public record SolverChoice(Method<?> method, String preset, SolverConfig config) {
    public SolverChoice {
        if (!method.settings().isInstance(config)) {
            throw new IllegalArgumentException("these are no settings of " + method.name() + ": " + config);
        }
    }

    /**
     * A method with its short settings for a task.
     *
     * @param method such as {@code dmilo-pgd}
     * @param task such as {@code inpainting}
     * @throws IllegalArgumentException for an unknown name, or a method that is not for the task
     */
    public static SolverChoice brief(String method, String task) {
        return of(method, Preset.BRIEF, task, Map.of());
    }

    /**
     * A method with a preset for a task, of which single values are changed.
     *
     * @param changes values by their key
     * @throws IllegalArgumentException for an unknown name, key or value, or where the source gives no values for the task
     */
    public static SolverChoice of(String method, String preset, String task, Map<String, String> changes) {
        Method<?> named = Methods.named(method);
        return new SolverChoice(named, preset, Settings.with(named.preset(preset, task), changes));
    }

    /**
     * Why there are no settings of a method for a task, as what the method needs or is for; empty where there are some.
     *
     * @return such as "needs a linear A", "is for a known A" or "has no settings from its source"
     */
    public static Optional<String> misfit(Method<?> method, Task task) {
        if (method.isFor(task.tunedAs())) {
            return Optional.empty();
        }
        boolean seeks = method.seeksOperator();
        if (seeks != task.blind()) {
            return Optional.of(seeks ? "is for an unknown A" : "is for a known A");
        }
        boolean takes = method.needs().type().isAssignableFrom(task.operator());
        return Optional.of(
                takes
                        ? method.leftOut().getOrDefault(task.tunedAs(), "has no settings from its source")
                        : "needs " + method.needs().words());
    }

    /**
     * Which of a task's operators a method takes that is for the task.
     *
     * @return such as "needs singular values"; empty where it takes all of them, or is not for the task
     */
    public static Optional<String> condition(Method<?> method, Task task) {
        boolean takesAll = method.needs().type().isAssignableFrom(task.operator());
        return method.isFor(task.tunedAs()) && !takesAll
                ? Optional.of("needs " + method.needs().words())
                : Optional.empty();
    }

    /** Every setting by its key, for a record. */
    public Map<String, Object> configuration() {
        return Settings.of(config);
    }

    /**
     * Says what a solve with these settings will take, in one line.
     *
     * @param x any images of the size to be restored
     */
    public String announcement(DiffusionPrior prior, Measurement measurement, Tensor x) {
        CostEstimate estimate = CostEstimate.of(CostEstimate.evaluation(prior, x), config.cost(), measurement, x);
        return String.format(
                Locale.ROOT,
                "%s, preset %s, %d network evaluations: about %s",
                method.name(),
                preset,
                config.cost().evaluations(),
                estimate.describe());
    }

    Solver solver(@Nullable DiffusionPrior prior) {
        return method.usesPrior()
                ? method.solver(Objects.requireNonNull(prior, "prior"), config)
                : method.withoutPrior(config);
    }
}
