package dev.limpid.solver;

import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.Prediction;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Tensor;
import java.util.function.Supplier;

/**
 * A step of ancestral sampling from time t to time s: a draw from q(x_s | x_t, x̂_0).
 *
 * <p>Source: Ho et al., DDPM, NeurIPS 2020, Eq. 7; the learned variance of Nichol and Dhariwal, ICML 2021, Eq. 15.
 */
record Ancestral(NoiseSchedule schedule, TimeGrid.Step step) {
    /**
     * μ̃(x̂_0, x_t) + √Σ ε; without noise in the last step. Σ is the learned variance, or β̃ where the prior has learned none.
     *
     * @param noise ε, asked for where it is needed
     */
    Tensor draw(Tensor xt, Tensor x0Hat, Prediction predicted, Supplier<Tensor> noise) {
        double alphaBar = schedule.alphaBar(step.t());
        double alphaBarS = schedule.alphaBar(step.s());
        double beta = 1 - alphaBar / alphaBarS;
        Tensor mean = x0Hat.mul(beta * Math.sqrt(alphaBarS) / (1 - alphaBar))
                .add(xt.mul((1 - alphaBarS) * Math.sqrt(1 - beta) / (1 - alphaBar)));
        if (step.s() < 0) {
            return mean;
        }
        double least = Math.log(schedule.variance(step.t(), step.s()));
        if (predicted.variance() == null) {
            return mean.add(noise.get().mul(Math.exp(0.5 * least)));
        }
        // log Σ = f log β + (1 − f) log β̃, f = (v + 1) / 2
        Tensor f = predicted.variance().add(1).div(2);
        Tensor logVariance = f.mul(Math.log(beta) - least).add(least);
        return mean.add(noise.get().mul(logVariance.mul(0.5).exp()));
    }
}
