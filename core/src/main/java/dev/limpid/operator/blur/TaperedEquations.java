package dev.limpid.operator.blur;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * Equations of images that fade to nothing at their borders. Q is then the autocorrelation of ∂x and b its correlation with ∂y: one
 * Fourier transform of each, whatever the kernel's size, and a sum over the taps that are not 0 for each product.
 *
 * <p>Float64, on the CPU.
 */
final class TaperedEquations implements KernelEquations {
    private final int taps;
    private final double[] q;
    private final double[] b;

    /** @param q the autocorrelation at distances of −(taps − 1) … taps − 1, row-major */
    private TaperedEquations(int taps, double[] q, double[] b) {
        this.taps = taps;
        this.q = q;
        this.b = b;
    }

    static TaperedEquations of(Tensor x, Tensor y, int taps, double ridge) {
        if (taps < 1 || taps % 2 == 0 || x.size(2) != y.size(2) || x.size(3) != y.size(3)) {
            throw new IllegalArgumentException("equations need an odd number of taps and images of one size, got "
                    + taps + " taps, " + x.size(2) + " x " + x.size(3) + " and " + y.size(2) + " x " + y.size(3));
        }
        int height = Fourier.smooth((int) x.size(2) + 2 * taps);
        int width = Fourier.smooth((int) x.size(3) + 2 * taps);
        try (var scope = Scope.open()) {
            Tensor own = Tensor.zeros(1, 1, height, width);
            Tensor other = Tensor.zeros(1, 1, height, width);
            for (int dim = 2; dim <= 3; dim++) {
                Tensor dx = spectrum(faded(ExactEquations.difference(x, dim), taps), height, width);
                Tensor dy = spectrum(faded(ExactEquations.difference(y, dim), taps), height, width);
                own = own.add(correlation(Fourier.power(dx), height, width));
                other = other.add(correlation(dx.mul(Fourier.conj(dy)), height, width));
            }
            double[] q = window(own.toDoubles(), height, width, taps - 1);
            q[q.length / 2] *= 1 + ridge;
            return new TaperedEquations(taps, q, window(other.toDoubles(), height, width, taps / 2));
        }
    }

    private static Tensor spectrum(Tensor image, int height, int width) {
        return Fourier.rfft2(image, height, width);
    }

    private static Tensor correlation(Tensor spectra, int height, int width) {
        return Fourier.irfft2(spectra, height, width).sum(1).reshape(1, 1, height, width);
    }

    /** The image times a quarter of a sine wave at each border, as broad as the kernel and at most half of the image. */
    private static Tensor faded(Tensor image, int taps) {
        Tensor rows = Tensor.of(fade((int) image.size(2), taps), 1, 1, image.size(2), 1);
        Tensor columns = Tensor.of(fade((int) image.size(3), taps), 1, 1, 1, image.size(3));
        return image.to(DType.FLOAT64).mul(rows).mul(columns);
    }

    private static double[] fade(int n, int taps) {
        int edge = Math.max(1, Math.min(taps, n / 2));
        var weights = new double[n];
        for (int i = 0; i < n; i++) {
            double from = Math.min(i, n - 1 - i) + 0.5;
            weights[i] = from < edge ? Math.sin(Math.PI / 2 * from / edge) : 1;
        }
        return weights;
    }

    /** The values of a periodic image at distances of −reach … reach from its origin. */
    private static double[] window(double[] image, int height, int width, int reach) {
        int side = 2 * reach + 1;
        var window = new double[side * side];
        for (int i = 0; i < window.length; i++) {
            int row = Math.floorMod(i / side - reach, height);
            int column = Math.floorMod(i % side - reach, width);
            window[i] = image[row * width + column];
        }
        return window;
    }

    @Override
    public int height() {
        return taps;
    }

    @Override
    public int width() {
        return taps;
    }

    @Override
    public double[] times(double[] k) {
        int side = 2 * taps - 1;
        var qk = new double[k.length];
        for (int j = 0; j < k.length; j++) {
            if (k[j] == 0) {
                continue;
            }
            int down = taps - 1 - j / taps;
            int right = taps - 1 - j % taps;
            for (int row = 0; row < taps; row++) {
                int from = (row + down) * side + right;
                for (int column = 0; column < taps; column++) {
                    qk[row * taps + column] += k[j] * q[from + column];
                }
            }
        }
        return qk;
    }

    @Override
    public double[] rightSide() {
        return b.clone();
    }

    @Override
    public double energy() {
        return q[q.length / 2];
    }
}
