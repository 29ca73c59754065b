package dev.limpid.operator.resize;

import dev.limpid.operator.Proximable;
import dev.limpid.operator.PseudoInvertible;
import dev.limpid.operator.Sizes;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Svd;
import dev.limpid.tensor.Tensor;

/**
 * Shrinks images by a whole factor s: Y = R X Cᵀ for each channel, with resampling matrices R (⌈H/s⌉, H) and C (⌈W/s⌉, W).
 *
 * <p>Shapes: x (B, C, H, W), y (B, C, ⌈H/s⌉, ⌈W/s⌉). Linear, differentiable, constants are preserved. The singular values
 * of A are the products of those of R and C, so that adjoint, pseudo-inverse, prox and norm are exact.
 *
 * <p>The matrices are made once, in float64, and live in the scope that was open at construction.
 *
 * <p>Source: the authors' {@code SuperResolutionOperator}, whose {@code transpose} is nearest-neighbour enlargement; ours is
 * the adjoint. The proximal step in the singular basis: Kawar et al., DDRM (NeurIPS 2022).
 */
public final class SuperResolution implements PseudoInvertible, Proximable {
    /** Singular values of R and C below this share of the largest count as zero; the cubic's never are. */
    public static final double SINGULAR_CUT = 1e-6;

    /** A side's matrix has the square of its length in numbers, divided by the scale. */
    private static final int MAX_SIDE = 1 << 15;

    /** One side's matrix M = U diag(s) Vᵀ with what follows from it, float32. */
    private record Side(Tensor matrix, Tensor inverse, Tensor u, Tensor s, Tensor v, double norm) {
        static Side of(Resampling kernel, int scale, int from) {
            int to = (from + scale - 1) / scale;
            Tensor matrix = Tensor.of(kernel.matrix(from, to, scale), to, from);
            Svd svd = Svd.of(matrix);
            double norm = svd.s().max().item();
            Tensor v = svd.vt().transpose(0, 1);
            Tensor inverse = v.matmul(reciprocal(svd.s(), SINGULAR_CUT * norm)
                    .reshape(to, 1)
                    .mul(svd.u().transpose(0, 1)));
            return new Side(single(matrix), single(inverse), single(svd.u()), single(svd.s()), single(v), norm);
        }

        private static Tensor reciprocal(Tensor s, double cut) {
            double[] values = s.toDoubles();
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] < cut ? 0 : 1 / values[i];
            }
            return Tensor.of(values, values.length);
        }

        private static Tensor single(Tensor t) {
            return t.to(DType.FLOAT32).contiguous();
        }

        Side to(Device device) {
            return new Side(matrix.to(device), inverse.to(device), u.to(device), s.to(device), v.to(device), norm);
        }
    }

    private final int scale;
    private final int height;
    private final int width;
    private final Side rows;
    private final Side columns;
    private final Tensor singular;

    private SuperResolution(int scale, int height, int width, Side rows, Side columns) {
        this.scale = scale;
        this.height = height;
        this.width = width;
        this.rows = rows;
        this.columns = columns;
        this.singular = rows.s().reshape(-1, 1).mul(columns.s().reshape(1, -1));
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
        Side rows = Side.of(kernel, scale, height);
        Side columns = width == height ? rows : Side.of(kernel, scale, width);
        return new SuperResolution(scale, height, width, rows, columns);
    }

    @Override
    public SuperResolution to(Device device) {
        return new SuperResolution(scale, height, width, rows.to(device), columns.to(device));
    }

    @Override
    public Tensor apply(Tensor x) {
        Sizes.require("image", x, height, width);
        return rows.matrix().matmul(x).matmul(columns.matrix().transpose(0, 1));
    }

    @Override
    public Tensor adjoint(Tensor y) {
        requireMeasurement(y);
        return rows.matrix().transpose(0, 1).matmul(y).matmul(columns.matrix());
    }

    @Override
    public double squaredNorm() {
        double norm = rows.norm() * columns.norm();
        return norm * norm;
    }

    /** A⁺ y, with singular values cut at {@link #SINGULAR_CUT}. */
    @Override
    public Tensor pseudoInverse(Tensor y) {
        requireMeasurement(y);
        return rows.inverse().matmul(y).matmul(columns.inverse().transpose(0, 1));
    }

    @Override
    public Tensor prox(Tensor v, Tensor y, double rho) {
        Sizes.requirePositive("rho", rho);
        requireMeasurement(y);
        // x = v + V (S / (S² + ρ)) Uᵀ (y − A v): only the measured coefficients move.
        Tensor residual = y.sub(apply(v));
        Tensor coefficients = rows.u().transpose(0, 1).matmul(residual).matmul(columns.u());
        Tensor moved = coefficients.mul(singular).div(singular.square().add(rho));
        return v.add(rows.v().matmul(moved).matmul(columns.v().transpose(0, 1)));
    }

    /** Plain bicubic enlargement of y to (B, C, H, W), the kernel not stretched: the classical answer to compare with. */
    public Tensor enlarge(Tensor y) {
        requireMeasurement(y);
        return Resampling.CUBIC.resize(y, height, width, 1.0 / scale);
    }

    private void requireMeasurement(Tensor y) {
        Sizes.require("measurement", y, rows.matrix().size(0), columns.matrix().size(0));
    }

    @Override
    public String toString() {
        return "super-resolution x" + scale + " of " + height + " x " + width;
    }
}
