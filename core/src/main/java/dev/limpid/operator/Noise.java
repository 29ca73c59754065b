package dev.limpid.operator;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;

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
    static GaussianNoise gaussian(double sigma) {
        return new GaussianNoise(sigma, false);
    }
}
