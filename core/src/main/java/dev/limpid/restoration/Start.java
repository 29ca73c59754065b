package dev.limpid.restoration;

import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Tensor;

/** Where a solve begins: what the generator's first latent z_N is. */
public enum Start {
    /** Standard normal noise, as published. */
    NOISE,
    /**
     * The classical estimate with as much noise as the generator's first step expects, a_t x + s_t ε. The latents are near
     * their goal from the beginning, so that tens of evaluations do what takes thousands from noise.
     */
    CLASSICAL;

    /** The start of that name. */
    public static Start named(String name) {
        return Labels.named("start", values(), name);
    }

    public String label() {
        return Labels.of(this);
    }

    /**
     * z_N.
     *
     * @param noise standard normal, (B, C, H, W)
     * @param grid the generator's
     * @param measurement as it was made, on the CPU, with as many channels as the images or with one
     */
    public Tensor latent(Tensor noise, DiffusionPrior prior, TimeGrid grid, Measurement measurement) {
        if (this == NOISE) {
            return noise;
        }
        int t = grid.steps().get(0).t();
        Tensor estimate = Classical.restore(measurement).to(noise.device());
        return estimate.mul(prior.schedule().alpha(t))
                .add(noise.mul(prior.schedule().sigma(t)));
    }
}
