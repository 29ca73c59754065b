package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Functional.Padding;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Y = R X Cᵀ for each channel, with a matrix R for the columns' pixels and C for the rows': resampling, blur by a kernel of rank
 * one. Singular values are the products of those of R and C, so that everything is exact that follows from them.
 *
 * <p>Shapes: x (B, C, H, W), y (B, C, h, w) for R (h, H) and C (w, W). The matrices are decomposed once, in float64, and live in
 * the scope that was open at construction.
 */
public final class Separable implements Spectral {
    private final Side rows;
    private final Side columns;

    /**
     * A matrix (to, from), row-major: {@code to} pixels of a line of y from {@code from} pixels of a line of x.
     */
    public record Matrix(double[] values, int to, int from) {
        public Matrix {
            if (to < 1 || from < 1 || values.length != (long) to * from) {
                throw new IllegalArgumentException(
                        values.length + " values do not fill a matrix of " + to + " x " + from);
            }
        }
    }

    private Separable(Side rows, Side columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * Decomposes both matrices.
     *
     * @param cut the share of a matrix's largest singular value below which {@link #pseudoInverse} takes one for 0
     */
    public static Separable of(Matrix rows, Matrix columns, double cut) {
        return new Separable(Side.of(rows, cut), Side.of(columns, cut));
    }

    /** The same matrix for rows and columns, decomposed once. */
    public static Separable of(Matrix both, double cut) {
        Side side = Side.of(both, cut);
        return new Separable(side, side);
    }

    @Override
    public Separable to(Device device) {
        return each(t -> t.to(device));
    }

    /** The same operator out of every scope: its tensors live as long as it. */
    public Separable untied() {
        return each(Scope::untie);
    }

    private Separable each(UnaryOperator<Tensor> change) {
        Side r = rows.each(change);
        return new Separable(r, rows == columns ? r : columns.each(change));
    }

    @Override
    public Tensor apply(Tensor x) {
        requireImage(x);
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

    /** A⁺ y, with the singular values of R and C cut at the share that was given. */
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
        Tensor coefficients = Scope.tidy(() -> measured(y.sub(apply(v))));
        Tensor s = rows.s().reshape(-1, 1).mul(columns.s().reshape(1, -1));
        Tensor moved = coefficients.mul(s).div(s.square().add(rho));
        return v.add(rows.v().matmul(moved).matmul(columns.v().transpose(0, 1)));
    }

    /** Uᵀ y of the measured coefficients alone, those of the thin decompositions. */
    private Tensor measured(Tensor y) {
        return rows.u().transpose(0, 1).matmul(y).matmul(columns.u());
    }

    @Override
    public Tensor vt(Tensor x) {
        requireImage(x);
        return rows.basis().transpose(0, 1).matmul(x).matmul(columns.basis());
    }

    @Override
    public Tensor v(Tensor coefficients) {
        Sizes.require("coefficients", coefficients, height(), width());
        return rows.basis().matmul(coefficients).matmul(columns.basis().transpose(0, 1));
    }

    @Override
    public Tensor ut(Tensor y) {
        requireMeasurement(y);
        Tensor coefficients = measured(y);
        int right = (int) (width() - coefficients.size(3));
        int bottom = (int) (height() - coefficients.size(2));
        return Functional.pad(coefficients, 0, right, 0, bottom, Padding.CONSTANT);
    }

    /** (1, 1, H, W). */
    @Override
    public Tensor singular() {
        return rows.padded().reshape(1, 1, -1, 1).mul(columns.padded().reshape(1, 1, 1, -1));
    }

    private long height() {
        return rows.matrix().size(1);
    }

    private long width() {
        return columns.matrix().size(1);
    }

    private void requireImage(Tensor x) {
        Sizes.require("image", x, height(), width());
    }

    private void requireMeasurement(Tensor y) {
        Sizes.require("measurement", y, rows.matrix().size(0), columns.matrix().size(0));
    }

    @Override
    public String toString() {
        return "separable " + rows.matrix().size(0) + " x " + columns.matrix().size(0) + " of " + height() + " x "
                + width();
    }
}
