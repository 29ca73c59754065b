package dev.limpid.prior;

import dev.limpid.tensor.Region;
import dev.limpid.tensor.Tensor;

/** A network that predicts the noise in a noisy image. */
@FunctionalInterface
public interface Denoiser {
    /**
     * ε̂ = ε_θ(x_t, t), of x's shape; differentiable in x.
     *
     * @param x x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) ε, (B, C, H, W)
     * @param t training time step, 0 … 999; fractional times are allowed
     */
    Tensor epsilon(Tensor x, double t);

    /**
     * The same where it is asked for: elsewhere ε̂ may be 0, the noise of images that are clean. A local network has less to do so. Not
     * recorded where x needs no gradient.
     *
     * @param asked of images of x's size
     */
    default Tensor epsilon(Tensor x, double t, Region asked) {
        return epsilon(x, t);
    }

    /** ε̂ with the learned variance, from one evaluation; differentiable in x. */
    default Prediction predict(Tensor x, double t) {
        return new Prediction(epsilon(x, t), null);
    }

    /** Pixels that the network sees for one evaluation of an image of that size. */
    default long seen(int height, int width) {
        return (long) height * width;
    }

    /**
     * The same for one that asks about a part.
     *
     * @param asked of images of that size
     */
    default long seen(int height, int width, double t, Region asked) {
        return seen(height, width);
    }

    /**
     * How many pixels around a pixel ε̂ depends on at one time, of a local network.
     *
     * @param most the number for all times
     */
    default int halo(double t, int most) {
        return most;
    }

    /**
     * Bytes that an evaluation of an image of that size holds at most, besides the image and the result, more or less; 0 where
     * nobody has measured it.
     *
     * @param gradient whether it is back-propagated
     */
    default long memory(int height, int width, boolean gradient) {
        return 0;
    }

    /**
     * The same for one that asks about a part, which is not back-propagated.
     *
     * @param asked of images of that size
     */
    default long memory(int height, int width, double t, Region asked) {
        return memory(height, width, false);
    }
}
