package dev.limpid.prior;

import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Tensor;

/** A denoiser that counts its evaluations of single images. */
public final class CountingDenoiser implements Denoiser {
    private final Denoiser denoiser;
    private long forward;
    private long backward;

    public CountingDenoiser(Denoiser denoiser) {
        this.denoiser = denoiser;
    }

    @Override
    public Tensor epsilon(Tensor x, double t) {
        forward += x.size(0);
        if (Gradients.recording() && x.requiresGradient()) {
            backward += x.size(0);
        }
        return denoiser.epsilon(x, t);
    }

    /** Evaluations so far. */
    public long forward() {
        return forward;
    }

    /** Those of them that are recorded to be back-propagated. */
    public long backward() {
        return backward;
    }
}
