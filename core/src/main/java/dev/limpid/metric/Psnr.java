package dev.limpid.metric;

import dev.limpid.tensor.Tensor;

/**
 * Peak signal-to-noise ratio in dB: 10 log₁₀(1 / mean((x − truth)²)) over all pixels and channels of an image, on [0, 1].
 * Higher is better; two equal images have +∞. NaN in an image gives NaN.
 *
 * <p>Source: scikit-image, {@code peak_signal_noise_ratio} with data range 1, in float64.
 */
public final class Psnr implements Metric {
    private static final Quantity PSNR = new Quantity("psnr", "PSNR", "dB", true, 2);

    @Override
    public Quantity quantity() {
        return PSNR;
    }

    @Override
    public int minimumSide() {
        return 1;
    }

    @Override
    public double[] of(Tensor image, Tensor truth) {
        UnitPair pair = UnitPair.of(image, truth);
        int count = pair.channels * pair.plane();
        var psnr = new double[pair.batch];
        for (int b = 0; b < psnr.length; b++) {
            double squares = 0;
            for (int i = b * count; i < (b + 1) * count; i++) {
                double d = pair.image[i] - pair.truth[i];
                squares += d * d;
            }
            psnr[b] = -10 * Math.log10(squares / count);
        }
        return psnr;
    }
}
