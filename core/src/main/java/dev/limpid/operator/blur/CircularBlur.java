package dev.limpid.operator.blur;

import dev.limpid.operator.Sizes;
import dev.limpid.operator.Spectral;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.Tensor;

/**
 * A blur that wraps around, y of x's size: diagonal in Fourier space, so that norm, prox, pseudo-inverse and singular values have
 * closed forms.
 *
 * <p>Source of the prox: Zhang et al., DPIR (TPAMI 2022), section 4, without decimation.
 */
public final class CircularBlur implements Blur, Spectral {
    /** Frequencies at which the kernel's spectrum is below this share of its largest value are set to 0 by A⁺, as in DDRM. */
    public static final double SINGULAR_CUT = 0.03;

    /** |k̂| below this share of its largest value is the rounding of the transform, and is 0. */
    private static final double NOTHING = 1e-12;

    private final BlurKernel kernel;
    private final Border border;
    private final int height;
    private final int width;
    private final Tensor spectrum;
    private final Tensor conjugate;
    private final Tensor power;
    private final double squaredNorm;

    private CircularBlur(BlurKernel kernel, Border border, int height, int width, Tensor spectrum) {
        this.kernel = kernel;
        this.border = border;
        this.height = height;
        this.width = width;
        this.spectrum = spectrum;
        this.conjugate = Fourier.conj(spectrum);
        this.power = Fourier.power(spectrum);
        this.squaredNorm = power.max().item();
    }

    static CircularBlur of(BlurKernel kernel, Border border, int height, int width) {
        // The tap (top, left) meets the output pixel's own position: it goes to the origin.
        var values = new double[height * width];
        double[] k = kernel.values();
        for (int i = 0; i < k.length; i++) {
            int row = Math.floorMod(i / kernel.width() - border.top(), height);
            int column = Math.floorMod(i % kernel.width() - border.left(), width);
            values[row * width + column] += k[i];
        }
        Tensor spectrum = Fourier.rfft2(Tensor.of(values, 1, 1, height, width), height, width);
        return new CircularBlur(kernel, border, height, width, spectrum.to(DType.COMPLEX64));
    }

    @Override
    public BlurKernel kernel() {
        return kernel;
    }

    @Override
    public Border border() {
        return border;
    }

    @Override
    public CircularBlur to(Device device) {
        return new CircularBlur(kernel, border, height, width, spectrum.to(device));
    }

    @Override
    public Tensor apply(Tensor x) {
        Sizes.require("image", x, height, width);
        return inverse(transform(x).mul(conjugate));
    }

    @Override
    public Tensor apply(Tensor x, Tensor other) {
        Sizes.require("image", x, height, width);
        Sizes.require("kernel", other, kernel.height(), kernel.width());
        return inverse(transform(x).mul(Fourier.conj(transform(other))))
                .roll(new long[] {border.top(), border.left()}, 2, 3);
    }

    @Override
    public Tensor adjoint(Tensor y) {
        Sizes.require("measurement", y, height, width);
        return inverse(transform(y).mul(spectrum));
    }

    /** Exact: the largest |k̂|². */
    @Override
    public double squaredNorm() {
        return squaredNorm;
    }

    /** A⁺ y, with frequencies cut at {@link #SINGULAR_CUT}. */
    @Override
    public Tensor pseudoInverse(Tensor y) {
        Sizes.require("measurement", y, height, width);
        Tensor kept = power.greater(SINGULAR_CUT * SINGULAR_CUT * squaredNorm);
        // Where nothing is kept the numerator is 0, and the added 1 keeps the quotient 0 too.
        Tensor quotient = spectrum.mul(kept).div(power.add(-1).mul(kept).add(1));
        return inverse(transform(y).mul(quotient));
    }

    @Override
    public Tensor prox(Tensor v, Tensor y, double rho) {
        Sizes.requirePositive("rho", rho);
        Sizes.require("image", v, height, width);
        Sizes.require("measurement", y, height, width);
        Tensor right = transform(y).mul(spectrum).add(transform(v).mul(rho));
        return inverse(right.div(power.add(rho)));
    }

    @Override
    public Tensor prox(Tensor v, Tensor y, double rho, int iterations) {
        return prox(v, y, rho);
    }

    /** The orthonormal Hartley transform of x, a real one that is its own inverse. */
    @Override
    public Tensor vt(Tensor x) {
        Sizes.require("image", x, height, width);
        return Fourier.hartley2(x);
    }

    @Override
    public Tensor v(Tensor coefficients) {
        Sizes.require("coefficients", coefficients, height, width);
        return Fourier.hartley2(coefficients);
    }

    /** The Hartley transform of y with the phase of k̂ taken from it. */
    @Override
    public Tensor ut(Tensor y) {
        Sizes.require("measurement", y, height, width);
        Tensor some = power.greater(NOTHING * NOTHING * squaredNorm);
        // Where |k̂| is 0 the numerator is 0, and the divisor 1.
        Tensor phase = spectrum.mul(some).div(power.sqrt().add(-1).mul(some).add(1));
        return Fourier.hartley2(inverse(transform(y).mul(phase)));
    }

    /** |k̂| at every frequency, (1, 1, H, W). */
    @Override
    public Tensor singular() {
        Tensor some = power.greater(NOTHING * NOTHING * squaredNorm);
        return Fourier.wholeOfEven(power.sqrt().mul(some), width);
    }

    private Tensor transform(Tensor x) {
        return Fourier.rfft2(x, height, width);
    }

    private Tensor inverse(Tensor s) {
        return Fourier.irfft2(s, height, width);
    }

    @Override
    public String toString() {
        return "blur " + kernel.height() + " x " + kernel.width() + ", " + border;
    }
}
