package dev.limpid.operator;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;

/** The noise that a measurement adds to A(x). It is drawn once for each image, from that image's own stream. */
public interface Noise {
    /**
     * A(x) with noise.
     *
     * @param clean A(x), (B, C, h, w), in the units of a [−1, 1] image; not clipped afterwards
     * @param a A, which may have left entries unobserved
     * @param rng image b draws from the stream of image {@code firstImage + b}, purpose "noise"
     * @param firstImage number of the batch's first image among all images: batches do not change the draws
     */
    Tensor addTo(Tensor clean, ForwardOperator a, Rng rng, long firstImage);

    /** σ_y, the standard deviation in the units of a [−1, 1] image. */
    double level();

    /**
     * Gaussian noise on the observed entries.
     *
     * @param sigma σ_y in the units of a [−1, 1] image, so 0.01 is 0.005 of a [0, 1] image; 0 adds nothing
     */
    static Gaussian gaussian(double sigma) {
        return new Gaussian(sigma, false);
    }

    /**
     * y = A(x) + σ n with n standard normal.
     *
     * @param sigma σ in the units of a [−1, 1] image
     * @param everywhere whether entries that were not observed get noise as well, as in the authors' inpainting
     */
    record Gaussian(double sigma, boolean everywhere) implements Noise {
        public Gaussian {
            if (!(sigma >= 0) || Double.isInfinite(sigma)) {
                throw new IllegalArgumentException("noise sigma must be finite and not negative, got " + sigma);
            }
        }

        /** The same noise on all entries, observed or not: the convention of the authors' code. */
        public Gaussian onAllEntries() {
            return new Gaussian(sigma, true);
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
                images.add(rng.image(firstImage + b)
                        .purpose("noise")
                        .normal(1, clean.size(1), clean.size(2), clean.size(3)));
            }
            return Tensor.cat(images, 0).to(clean.device());
        }
    }
}
