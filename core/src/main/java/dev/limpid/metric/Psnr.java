package dev.limpid.metric;

import dev.limpid.metric.Quantity.Better;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.tensor.Tile;
import java.util.Arrays;

/**
 * Peak signal-to-noise ratio in dB: 10 log₁₀(1 / mean((x − truth)²)) over all pixels and channels of an image, on [0, 1].
 * Higher is better; two equal images have +∞. NaN in an image gives NaN.
 *
 * <p>Source: scikit-image, {@code peak_signal_noise_ratio} with data range 1, in float64.
 */
public final class Psnr implements Metric {
    private static final Quantity PSNR = new Quantity("psnr", "PSNR", "dB", Better.HIGHER, 2);

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
        UnitPair.requireComparable(image, truth);
        var squares = new double[(int) image.size(0)];
        for (Tile tile : UnitPair.tiles(image, 0)) {
            try (var scope = Scope.open()) {
                addSquares(UnitPair.of(tile.own(image), tile.own(truth)), squares);
            }
        }
        double count = (double) image.count() / squares.length;
        return Arrays.stream(squares).map(s -> -10 * Math.log10(s / count)).toArray();
    }

    private static void addSquares(UnitPair pair, double[] squares) {
        int count = pair.channels * pair.plane();
        for (int b = 0; b < squares.length; b++) {
            for (int i = b * count; i < (b + 1) * count; i++) {
                double d = pair.image[i] - pair.truth[i];
                squares[b] += d * d;
            }
        }
    }
}
