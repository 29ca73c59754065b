package dev.limpid.experiment;

import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

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
        return Arrays.stream(values())
                .filter(s -> s.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown start '" + name + "': "
                        + Arrays.stream(values()).map(Start::label).collect(Collectors.joining(", "))));
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
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
        return estimate.mul(prior.schedule().a(t))
                .add(noise.mul(prior.schedule().s(t)));
    }
}
