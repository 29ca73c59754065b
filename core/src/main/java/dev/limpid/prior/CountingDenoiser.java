package dev.limpid.prior;

import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Region;
import dev.limpid.tensor.Tensor;

/** A denoiser that counts its evaluations of single images. */
public final class CountingDenoiser implements Denoiser {
    private final Denoiser denoiser;
    private long all;
    private long backward;
    private boolean lacksVariance;

    public CountingDenoiser(Denoiser denoiser) {
        this.denoiser = denoiser;
    }

    @Override
    public Tensor epsilon(Tensor x, double t) {
        count(x);
        return denoiser.epsilon(x, t);
    }

    @Override
    public Tensor epsilon(Tensor x, double t, Region asked) {
        count(x);
        return denoiser.epsilon(x, t, asked);
    }

    @Override
    public Prediction predict(Tensor x, double t) {
        count(x);
        Prediction predicted = denoiser.predict(x, t);
        lacksVariance |= predicted.variance() == null;
        return predicted;
    }

    @Override
    public long seen(int height, int width) {
        return denoiser.seen(height, width);
    }

    @Override
    public long seen(int height, int width, double t, Region asked) {
        return denoiser.seen(height, width, t, asked);
    }

    @Override
    public int halo(double t, int most) {
        return denoiser.halo(t, most);
    }

    @Override
    public long memory(int height, int width, boolean gradient) {
        return denoiser.memory(height, width, gradient);
    }

    @Override
    public long memory(int height, int width, double t, Region asked) {
        return denoiser.memory(height, width, t, asked);
    }

    private void count(Tensor x) {
        all += x.size(0);
        if (Gradients.recording() && x.requiresGradient()) {
            backward += x.size(0);
        }
    }

    /** Evaluations so far. */
    public long all() {
        return all;
    }

    /** Whether a variance was asked for, and the denoiser has learned none. */
    public boolean lacksVariance() {
        return lacksVariance;
    }

    /** Those of them that are recorded to be back-propagated. */
    public long backward() {
        return backward;
    }
}
