package dev.limpid.operator.blur;

import dev.limpid.operator.Separable;
import dev.limpid.operator.Separable.Matrix;
import dev.limpid.operator.Spectral;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A blur by a kernel that is a column times a row, with any border: Y = R X Cᵀ for each channel, so that the decompositions of two
 * small matrices give its singular values.
 *
 * <p>A and Aᵀ are those of {@link PaddedBlur}, to the byte. The matrices are decomposed when prox, pseudo-inverse or coefficients
 * are first asked for, in a time that grows with the cube of the longer side; they agree with A to 1e−6 of its norm. Singular
 * values are R's times C's, none of them cut: a Gaussian's fall to where float64 rounds.
 *
 * <p>Source of the decomposition: Kawar et al., DDRM (NeurIPS 2022), {@code Deblurring2D}, whose matrices lose a tap and take every
 * border for zeros.
 */
public final class SeparableBlur implements Blur, Spectral {
    /** A⁺ takes singular values of R and C below this share of the largest for 0, as in DDRM. */
    public static final double SINGULAR_CUT = 0.03;

    /** Pixels of a side beyond which its decomposition, of cubic cost, takes longer than the iterations of a solve, which replace it. */
    static final int LONGEST_SIDE = 1536;

    private final PaddedBlur blur;
    private final int height;
    private final int width;
    private final Device device;
    /** Made when it is asked for, in no scope; making it twice does no harm. */
    private volatile @Nullable Separable sides;

    SeparableBlur(PaddedBlur blur, int height, int width) {
        this(blur, height, width, Device.CPU);
    }

    private SeparableBlur(PaddedBlur blur, int height, int width, Device device) {
        this.blur = blur;
        this.height = height;
        this.width = width;
        this.device = device;
    }

    @Override
    public SeparableBlur to(Device other) {
        return new SeparableBlur(blur.to(other), height, width, other);
    }

    @Override
    public BlurKernel kernel() {
        return blur.kernel();
    }

    @Override
    public Border border() {
        return blur.border();
    }

    @Override
    public Tensor apply(Tensor x) {
        return blur.apply(x);
    }

    @Override
    public Tensor apply(Tensor x, Tensor other) {
        return blur.apply(x, other);
    }

    @Override
    public Tensor adjoint(Tensor y) {
        return blur.adjoint(y);
    }

    @Override
    public double squaredNorm() {
        return blur.squaredNorm();
    }

    @Override
    public Tensor prox(Tensor v, Tensor y, double rho) {
        return isLarge() ? blur.prox(v, y, rho) : sides().prox(v, y, rho);
    }

    @Override
    public Tensor inexactProx(Tensor v, Tensor y, double rho) {
        return isLarge() ? blur.inexactProx(v, y, rho) : sides().prox(v, y, rho);
    }

    private boolean isLarge() {
        return Math.max(height, width) > LONGEST_SIDE;
    }

    @Override
    public Tensor prox(Tensor v, Tensor y, double rho, int iterations) {
        return blur.prox(v, y, rho, iterations);
    }

    /** A⁺ y, with the singular values of R and C cut at {@link #SINGULAR_CUT}. */
    @Override
    public Tensor pseudoInverse(Tensor y) {
        return sides().pseudoInverse(y);
    }

    @Override
    public Tensor vt(Tensor x) {
        return sides().vt(x);
    }

    @Override
    public Tensor v(Tensor coefficients) {
        return sides().v(coefficients);
    }

    @Override
    public Tensor ut(Tensor y) {
        return sides().ut(y);
    }

    @Override
    public Tensor singular() {
        return sides().singular();
    }

    private Separable sides() {
        Separable made = sides;
        if (made == null) {
            try (var scope = Scope.open()) {
                made = Separable.of(rows(), columns(), SINGULAR_CUT).to(device).untied();
            }
            sides = made;
        }
        return made;
    }

    private Matrix rows() {
        Border b = border();
        return matrix(kernel().column(), b.top(), b.outputHeight(height, kernel()), height);
    }

    private Matrix columns() {
        Border b = border();
        return matrix(kernel().row(), b.left(), b.outputWidth(width, kernel()), width);
    }

    /** out[o] = Σ k[j] x[o + j − before], with the boundary's pixel where that lies outside. */
    private Matrix matrix(double[] taps, int before, int to, int from) {
        var values = new double[to * from];
        for (int o = 0; o < to; o++) {
            for (int j = 0; j < taps.length; j++) {
                int seen = border().boundary().seen(o + j - before, from);
                if (seen >= 0) {
                    values[o * from + seen] += taps[j];
                }
            }
        }
        return new Matrix(values, to, from);
    }

    @Override
    public String toString() {
        return blur.toString();
    }
}
