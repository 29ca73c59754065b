package dev.limpid.operator.blur;

import dev.limpid.operator.LinearOperators;
import dev.limpid.operator.Sizes;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.function.BinaryOperator;

/** A blur that pads, then correlates: every boundary, every border. */
final class PaddedBlur implements Blur {
    /**
     * Kernels with more taps go through Fourier space. Measured on one AVX2 core, three channels of 256², ms without / with
     * the gradient: 5 × 5 taps direct 0.6 / 3.5, Fourier 1.0 / 3.7; 7 × 7 0.95 / 3.5, 0.98 / 3.7; 9 × 9 1.6 / 4.4, 1.0 / 3.5;
     * 17 × 17 4.3 / 10.8, 1.0 / 3.7; 61 × 61 106 / 358, 1.3 / 10. At 64² both take 0.1 / 0.3 up to 7 × 7.
     */
    private static final int DIRECT_TAPS = 49;

    private final BlurKernel kernel;
    private final Border border;
    private final int height;
    private final int width;
    private final Correlation correlation;
    /** NaN until it is asked for; computing it twice does no harm. */
    private volatile double squaredNorm = Double.NaN;

    PaddedBlur(BlurKernel kernel, Border border, int height, int width, Correlation correlation) {
        this.kernel = kernel;
        this.border = border;
        this.height = height;
        this.width = width;
        this.correlation = correlation;
    }

    static PaddedBlur of(BlurKernel kernel, Border border, int height, int width) {
        Correlation correlation = isDirect(kernel.height(), kernel.width())
                ? new Correlation.Direct(kernel.tensor())
                : Correlation.InFourierSpace.of(
                        kernel.doubles(), paddedHeight(border, height), paddedWidth(border, width));
        return new PaddedBlur(kernel, border, height, width, correlation);
    }

    static boolean isDirect(long kernelHeight, long kernelWidth) {
        return kernelHeight * kernelWidth <= DIRECT_TAPS;
    }

    static int paddedHeight(Border border, int height) {
        return height + border.top() + border.bottom();
    }

    static int paddedWidth(Border border, int width) {
        return width + border.left() + border.right();
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
    public PaddedBlur to(Device device) {
        return new PaddedBlur(kernel, border, height, width, correlation.to(device));
    }

    @Override
    public Tensor apply(Tensor x) {
        Sizes.require("image", x, height, width);
        return Scope.tidy(() -> correlation.apply(border.boundary().pad(x, border)));
    }

    @Override
    public Tensor apply(Tensor x, Tensor other) {
        Sizes.require("image", x, height, width);
        Sizes.require("kernel", other, kernel.height(), kernel.width());
        return Scope.tidy(() -> {
            Tensor padded = border.boundary().pad(x, border);
            Correlation correlate = other.size(0) == 1 && isDirect(kernel.height(), kernel.width())
                    ? new Correlation.Direct(other)
                    : Correlation.InFourierSpace.of(other, paddedHeight(border, height), paddedWidth(border, width));
            return correlate.apply(padded);
        });
    }

    @Override
    public Tensor adjoint(Tensor y) {
        Sizes.require("measurement", y, border.outputHeight(height, kernel), border.outputWidth(width, kernel));
        return Scope.tidy(() -> border.boundary().fold(correlation.adjoint(y), border, height, width));
    }

    @Override
    public double squaredNorm() {
        if (Double.isNaN(squaredNorm)) {
            squaredNorm = LinearOperators.squaredNorm(this, height, width, correlation.device());
        }
        return squaredNorm;
    }

    @Override
    public Tensor prox(Tensor v, Tensor y, double rho) {
        return prox(v, y, rho, LinearOperators.CG_ITERATIONS);
    }

    /** {@inheritDoc} In single precision: rounding is far below the residual that is left. */
    @Override
    public Tensor inexactProx(Tensor v, Tensor y, double rho) {
        Sizes.requirePositive("rho", rho);
        return Scope.tidy(() -> {
            PaddedBlur a = inSinglePrecision();
            return solve(v, y, (each, own) -> LinearOperators.towardsProx(a, each, own, rho));
        });
    }

    private PaddedBlur inSinglePrecision() {
        return new PaddedBlur(kernel, border, height, width, correlation.inSinglePrecision());
    }

    @Override
    public Tensor prox(Tensor v, Tensor y, double rho, int iterations) {
        Sizes.requirePositive("rho", rho);
        return solve(v, y, (each, own) -> LinearOperators.prox(this, each, own, rho, iterations));
    }

    /**
     * Large channels, which do not mix, are solved for one by one on a processor: their arrays are a third as large.
     *
     * @param y for each image of v, or one for all
     */
    private Tensor solve(Tensor v, Tensor y, BinaryOperator<Tensor> prox) {
        if (!correlation.isLarge() || !correlation.device().equals(Device.CPU)) {
            return prox.apply(v, y);
        }
        int channels = (int) v.size(1);
        Tensor x = v.zerosLike();
        for (int plane = 0; plane < v.size(0) * channels; plane++) {
            try (var own = Scope.open()) {
                int b = plane / channels;
                int c = plane % channels;
                Tensor ownV = v.narrow(0, b, 1).narrow(1, c, 1);
                Tensor ownY = y.narrow(0, y.size(0) == 1 ? 0 : b, 1).narrow(1, c, 1);
                x.narrow(0, b, 1).narrow(1, c, 1).assign(prox.apply(ownV, ownY));
            }
        }
        return x;
    }

    @Override
    public String toString() {
        return "blur " + kernel.height() + " x " + kernel.width() + ", " + border;
    }
}
