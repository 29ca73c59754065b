package dev.limpid.solver;

import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Tensor;
import java.util.Locale;

/** The first latent z_N of a generator. */
public enum Start {
    /**
     * Standard normal noise, as published. Where the schedule does not end in noise, the classical estimate takes its part: a denoiser sees the
     * large shapes of an image through a little noise, and in pure noise such shapes as no image has.
     */
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
        if (this == NOISE && schedule.endsInNoise()) {
            return noise;
        }
        return run.estimate().to(noise.device()).mul(schedule.alpha(t)).add(noise.mul(schedule.sigma(t)));
    }

    /**
     * The variable z_N of a generator: of the state at which a run begins, or of this start. Contiguous, for another layout would round
     * differently in the convolutions.
     */
    Tensor variable(Run run, DiffusionPrior prior, TimeGrid grid) {
        int first = grid.steps().get(0).t();
        return run.from()
                .map(state -> state.tensor("z", run.draws().shape()))
                .orElseGet(() -> latent(run, prior.schedule(), first))
                .contiguous()
                .variable();
    }

    /** This one, or the classical estimate where the prior was trained on less noise than a sampler would begin with. */
    Start within(DiffusionPrior prior, double sigma) {
        NoiseSchedule schedule = prior.schedule();
        boolean reaches = prior.largestSigma() >= Math.min(sigma, schedule.noiseToImage(schedule.steps() - 1));
        return reaches ? this : CLASSICAL;
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
