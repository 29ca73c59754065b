package dev.limpid.solver;

import dev.limpid.operator.Spectral;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * A(x) = s x, pixel by pixel: the A whose singular basis are the pixels.
 *
 * @param singular s ≥ 0, (1 or B, 1, H, W)
 */
record Diagonal(Tensor singular) implements Spectral {
    @Override
    public Tensor apply(Tensor x) {
        return fitting(x).mul(singular);
    }

    @Override
    public Diagonal ofImage(int b) {
        return singular.size(0) == 1 ? this : new Diagonal(singular.narrow(0, b, 1));
    }

    @Override
    public Tensor adjoint(Tensor y) {
        return apply(y);
    }

    @Override
    public double squaredNorm() {
        double largest = singular.max().item();
        return largest * largest;
    }

    @Override
    public Tensor vt(Tensor x) {
        return fitting(x);
    }

    @Override
    public Tensor v(Tensor coefficients) {
        return coefficients;
    }

    @Override
    public Tensor ut(Tensor y) {
        return fitting(y).mul(singular.greater(0).to(y.type()));
    }

    @Override
    public Diagonal to(Device device) {
        return new Diagonal(singular.to(device));
    }

    private Tensor fitting(Tensor x) {
        if (x.size(2) != singular.size(2) || x.size(3) != singular.size(3)) {
            throw new IllegalArgumentException(
                    Arrays.toString(x.shape()) + " does not fit " + Arrays.toString(singular.shape()));
        }
        return x;
    }
}
