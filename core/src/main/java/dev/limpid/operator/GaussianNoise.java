package dev.limpid.operator;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;

/**
 * y = A(x) + σ n with n standard normal.
 *
 * @param sigma σ in the units of a [−1, 1] image
 * @param everywhere whether entries that were not observed get noise as well, as in the authors' inpainting
 */
public record GaussianNoise(double sigma, boolean everywhere) implements Noise {
    public GaussianNoise {
        if (!(sigma >= 0) || Double.isInfinite(sigma)) {
            throw new IllegalArgumentException("noise sigma must be finite and not negative, got " + sigma);
        }
    }

    /** The same noise on all entries, observed or not: the convention of the authors' code. */
    public GaussianNoise onAllEntries() {
        return new GaussianNoise(sigma, true);
    }

    @Override
    public double level() {
        return sigma;
    }

    @Override
    public Tensor addTo(Tensor clean, ForwardOperator a, Rng rng, long firstImage) {
        if (sigma == 0) {
            return clean;
        }
        Tensor unit = unit(clean, rng, firstImage);
        if (!everywhere && a instanceof PartialObservation partial) {
            unit = unit.mul(partial.observed());
        }
        return add(clean, unit);
    }

    /** A(x) + σ n for a given n of A(x)'s shape, such as one that another program drew. */
    public Tensor add(Tensor clean, Tensor unit) {
        return clean.add(unit.mul(sigma));
    }

    private static Tensor unit(Tensor clean, Rng rng, long firstImage) {
        var images = new ArrayList<Tensor>();
        for (long b = 0; b < clean.size(0); b++) {
            images.add(
                    rng.image(firstImage + b).purpose("noise").normal(1, clean.size(1), clean.size(2), clean.size(3)));
        }
        return Tensor.cat(images, 0).to(clean.device());
    }
}
