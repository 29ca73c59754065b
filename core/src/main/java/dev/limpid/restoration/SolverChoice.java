package dev.limpid.restoration;

import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.BlindConfig;
import dev.limpid.solver.MethodConfig;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Tensor;
import java.util.Locale;

/** A solver with its settings, and the names that they came from. */
public record SolverChoice(Presets.Method method, Presets.Name preset, MethodConfig config, Start start) {
    /** The settings of a solver that knows A, which the task's solver does. */
    SolverConfig known() {
        return (SolverConfig) config;
    }

    /** The settings of a blind solver, which the task's solver is. */
    BlindConfig blind() {
        return (BlindConfig) config;
    }

    /**
     * Says what a solve with these settings will take, in one line.
     *
     * @param x any images of the size to be restored
     */
    public String announcement(DiffusionPrior prior, Measurement measurement, Tensor x) {
        Estimate estimate = Estimate.of(Estimate.evaluation(prior, x), config, measurement, x);
        return String.format(
                Locale.ROOT,
                "%s, preset %s, %d network evaluations: about %s",
                method.label(),
                preset.label(),
                config.evaluations(),
                estimate.describe());
    }
}
