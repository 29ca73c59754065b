package dev.limpid.solver;

import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Tensor;
import java.util.Locale;

/** The first latent z_N of a generator. */
public enum Start {
    /** Standard normal noise, as published. */
    NOISE,
    /**
     * The classical estimate with as much noise as the first step expects, α_t x + σ_t ε. The latents are near
     * their goal from the beginning, so that tens of evaluations do what takes thousands from noise.
     */
    CLASSICAL;

    /**
     * z_N.
     *
     * @param t time of the generator's first step
     */
    Tensor latent(Run run, NoiseSchedule schedule, int t) {
        Tensor noise = run.draws().normal("latent");
        if (this == NOISE) {
            return noise;
        }
        return run.estimate().to(noise.device()).mul(schedule.alpha(t)).add(noise.mul(schedule.sigma(t)));
    }

    /**
     * The first image of a sampler that adds noise and takes nothing from the image: σ ε, or the classical estimate + σ ε.
     *
     * @param sigma σ, in the units of a [−1, 1] image
     */
    Tensor noisy(Run run, double sigma) {
        Tensor noise = run.draws().normal("latent").mul(sigma);
        return this == NOISE ? noise : noise.add(run.estimate().to(noise.device()));
    }

    /** The name that users give. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
