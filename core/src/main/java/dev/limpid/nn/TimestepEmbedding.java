package dev.limpid.nn;

import dev.limpid.tensor.Tensor;

/**
 * Sinusoidal embedding of a time: cos(t ω_i), then sin(t ω_i), with ω_i = 10000^(−i / half); a zero is appended where the
 * size is odd.
 *
 * <p>The arithmetic is that of float32 up to the angle, as in the networks' training: at t ≈ 1000 the rounding of the angle
 * is visible in its cosine.
 *
 * <p>Source: Vaswani et al., "Attention is all you need", NeurIPS 2017, §3.5; guided-diffusion's {@code nn.py}.
 */
public final class TimestepEmbedding {
    private static final float LOG_PERIOD = (float) Math.log(10000);

    private TimestepEmbedding() {}

    /** One row per time: (times, size). */
    public static Tensor of(int size, double... times) {
        int half = size / 2;
        var rows = new float[times.length * size];
        for (int row = 0; row < times.length; row++) {
            for (int i = 0; i < half; i++) {
                float frequency = (float) Math.exp(-LOG_PERIOD * i / half);
                float angle = (float) times[row] * frequency;
                rows[row * size + i] = (float) Math.cos(angle);
                rows[row * size + half + i] = (float) Math.sin(angle);
            }
        }
        return Tensor.of(rows, times.length, size);
    }
}
