package dev.limpid.operator.resize;

import dev.limpid.operator.Separable;
import dev.limpid.operator.Sizes;
import dev.limpid.operator.Spectral;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/**
 * Shrinks images by a whole factor s: Y = R X Cᵀ for each channel, with resampling matrices R (⌈H/s⌉, H) and C (⌈W/s⌉, W).
 *
 * <p>Shapes: x (B, C, H, W), y (B, C, ⌈H/s⌉, ⌈W/s⌉). Linear, differentiable, constants are preserved. Adjoint,
 * norm, prox, pseudo-inverse and singular values are exact, see {@link Separable}.
 *
 * <p>Source: the authors' {@code SuperResolutionOperator}, whose {@code transpose} is nearest-neighbour enlargement; ours is
 * the adjoint. The proximal step in the singular basis: Kawar et al., DDRM (NeurIPS 2022).
 */
public final class SuperResolution implements Spectral {
    /** A⁺ takes singular values of R and C below this share of the largest for 0; none of the cubic kernel's is. */
    public static final double SINGULAR_CUT = 1e-6;

    /** A side's matrix has the square of its length in numbers, divided by the scale. */
    private static final int MAX_SIDE = 1 << 15;

    private final int scale;
    private final int height;
    private final int width;
    private final Separable sides;

    private SuperResolution(int scale, int height, int width, Separable sides) {
        this.scale = scale;
        this.height = height;
        this.width = width;
        this.sides = sides;
    }

    /**
     * Antialiased bicubic shrinking, as the super-resolution literature uses it.
     *
     * @param scale s, at least 2
     * @param height H of the image to be restored, at least s; likewise {@code width}
     */
    public static SuperResolution bicubic(int scale, int height, int width) {
        return of(Resampling.CUBIC, scale, height, width);
    }

    /** Shrinking with another kernel; {@link Resampling#BOX} averages s × s cells. */
    public static SuperResolution of(Resampling kernel, int scale, int height, int width) {
        if (scale < 2) {
            throw new IllegalArgumentException("super-resolution scale must be at least 2, got " + scale);
        }
        if (height > MAX_SIDE || width > MAX_SIDE) {
            throw new IllegalArgumentException("super-resolution makes a matrix for each side, of at most " + MAX_SIDE
                    + " pixels; the image has " + width + " x " + height);
        }
        if (height < scale || width < scale) {
            throw new IllegalArgumentException("super-resolution x" + scale + " needs an image of at least " + scale
                    + " x " + scale + " pixels, got " + height + " x " + width);
        }
        Separable.Matrix rows = matrix(kernel, scale, height);
        Separable sides = width == height
                ? Separable.of(rows, SINGULAR_CUT)
                : Separable.of(rows, matrix(kernel, scale, width), SINGULAR_CUT);
        return new SuperResolution(scale, height, width, sides);
    }

    private static Separable.Matrix matrix(Resampling kernel, int scale, int from) {
        int to = (from + scale - 1) / scale;
        return new Separable.Matrix(kernel.matrix(from, to, scale), to, from);
    }

    @Override
    public SuperResolution to(Device device) {
        return new SuperResolution(scale, height, width, sides.to(device));
    }

    @Override
    public Tensor apply(Tensor x) {
        return sides.apply(x);
    }

    @Override
    public Tensor adjoint(Tensor y) {
        return sides.adjoint(y);
    }

    @Override
    public double squaredNorm() {
        return sides.squaredNorm();
    }

    /** A⁺ y, with singular values cut at {@link #SINGULAR_CUT}. */
    @Override
    public Tensor pseudoInverse(Tensor y) {
        return sides.pseudoInverse(y);
    }

    @Override
    public Tensor prox(Tensor v, Tensor y, double rho) {
        return sides.prox(v, y, rho);
    }

    @Override
    public Tensor vt(Tensor x) {
        return sides.vt(x);
    }

    @Override
    public Tensor v(Tensor coefficients) {
        return sides.v(coefficients);
    }

    @Override
    public Tensor ut(Tensor y) {
        return sides.ut(y);
    }

    @Override
    public Tensor singular() {
        return sides.singular();
    }

    /** Plain bicubic enlargement of y to (B, C, H, W), the kernel not stretched: the classical answer to compare with. */
    public Tensor enlarge(Tensor y) {
        Sizes.require("measurement", y, measured(height), measured(width));
        return Resampling.CUBIC.resize(y, height, width, 1.0 / scale);
    }

    private int measured(int side) {
        return (side + scale - 1) / scale;
    }

    @Override
    public String toString() {
        return "super-resolution x" + scale + " of " + height + " x " + width;
    }
}
