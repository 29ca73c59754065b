package dev.limpid.prior;

import dev.limpid.tensor.Region;
import dev.limpid.tensor.Tensor;

/**
 * A denoiser along a schedule of another pace.
 *
 * @param pace by which a time is multiplied to be one of the denoiser's own
 */
record SlowedDenoiser(Denoiser denoiser, double pace) implements Denoiser {
    @Override
    public Tensor epsilon(Tensor x, double t) {
        return denoiser.epsilon(x, pace * t);
    }

    @Override
    public Tensor epsilon(Tensor x, double t, Region asked) {
        return denoiser.epsilon(x, pace * t, asked);
    }

    @Override
    public Prediction predict(Tensor x, double t) {
        return denoiser.predict(x, pace * t);
    }

    @Override
    public long seen(int height, int width) {
        return denoiser.seen(height, width);
    }

    @Override
    public long seen(int height, int width, double t, Region asked) {
        return denoiser.seen(height, width, pace * t, asked);
    }

    @Override
    public int halo(double t, int most) {
        return denoiser.halo(pace * t, most);
    }

    @Override
    public long memory(int height, int width, boolean gradient) {
        return denoiser.memory(height, width, gradient);
    }

    @Override
    public long memory(int height, int width, double t, Region asked) {
        return denoiser.memory(height, width, pace * t, asked);
    }
}
