package dev.limpid.operator.turbulence;

import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * Draws the tilts of turbulent air: many patches of smoothed noise at random places, added up.
 *
 * <p>The original cannot make fields whose sides are 64 or less, because its patches must have room to move. Here a patch is
 * cut to such a side and stays where it is, which is what the original's fields tend to as their sides come down to 65: every
 * pixel then lies in every patch.
 *
 * <p>Source: Chung et al., Blind-DPS (CVPR 2023), {@code generate_tilt_map}: another random stream, the same distribution. Places are drawn for rows and columns by their own sides; the original takes H for both.
 */
final class TiltField {
    private static final int PATCHES = 500;
    /** A side of the original's patches. */
    static final int PATCH = 64;

    /** Width and standard deviation of the Gaussian that smooths the noise. */
    private static final int SMOOTH = 7;

    private static final double SMOOTH_STD = 1;
    private static final double WEAKEST = 0.1;
    private static final double STRONGEST = 0.4;

    private TiltField() {}

    /** A field (1, 2, H, W) in pixels, of patches with that side. */
    static Tensor random(Rng rng, int patch, int height, int width) {
        int h = Math.min(patch, height);
        int w = Math.min(patch, width);
        float[] patches = patches(rng.purpose("noise"), h, w);
        var field = new float[2 * height * width];
        for (int i = 0; i < PATCHES; i++) {
            double strength = WEAKEST + (STRONGEST - WEAKEST) * rng.nextDouble();
            int top = rng.nextInt(Math.max(1, height - patch));
            int left = rng.nextInt(Math.max(1, width - patch));
            for (int row = 0; row < 2 * h; row++) {
                int from = (2 * i * h + row) * w;
                int to = (row / h * height + top + row % h) * width + left;
                for (int column = 0; column < w; column++) {
                    field[to + column] += (float) (strength * patches[from + column]);
                }
            }
        }
        return Tensor.of(field, 1, 2, height, width);
    }

    /** Smoothed noise, one patch after the other. */
    private static float[] patches(Rng rng, int height, int width) {
        try (var scope = Scope.open()) {
            Tensor noise = rng.normal(2 * PATCHES, 1, height, width);
            return Functional.conv2d(noise, gaussian().tensor(), null, 1, SMOOTH / 2, 1)
                    .toFloats();
        }
    }

    /** Seven taps of a Gaussian, normalised: they are cut at three standard deviations. */
    private static BlurKernel gaussian() {
        var weights = new double[SMOOTH * SMOOTH];
        for (int i = 0; i < weights.length; i++) {
            int dy = i / SMOOTH - SMOOTH / 2;
            int dx = i % SMOOTH - SMOOTH / 2;
            weights[i] = Math.exp(-(dx * dx + dy * dy) / (2 * SMOOTH_STD * SMOOTH_STD));
        }
        return BlurKernel.of(weights, SMOOTH, SMOOTH);
    }
}
