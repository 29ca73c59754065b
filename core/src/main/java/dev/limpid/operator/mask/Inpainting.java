package dev.limpid.operator.mask;

import dev.limpid.operator.PixelSelection;
import dev.limpid.operator.Sizes;
import dev.limpid.operator.Spectral;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * Keeps some pixels and sets the others to zero, which is mid-grey: A(x) = M x.
 *
 * <p>Shapes: x and y (B, C, H, W); the mask (1, 1, H, W) for all images, or (B, 1, H, W) with one for each. A = Aᵀ = A⁺, a
 * projection. The mask lives in the scope that was open when it was made.
 *
 * <p>Source: the authors' {@code InpaintingOperator}.
 */
public final class Inpainting implements Spectral, PixelSelection {
    private final Tensor mask;

    /**
     * @param mask 1 where a pixel is kept, 0 where it is removed
     * @throws IllegalArgumentException if the shape or a value is another, or if an image would keep no pixel
     */
    public Inpainting(Tensor mask) {
        long[] shape = mask.shape();
        if (shape.length != 4 || shape[1] != 1) {
            throw new IllegalArgumentException(
                    "mask must have shape (1, 1, H, W) or (B, 1, H, W), got " + Arrays.toString(shape));
        }
        float[] values = mask.toFloats();
        int pixels = Math.toIntExact(shape[2] * shape[3]);
        for (int b = 0; b < shape[0]; b++) {
            Masks.requireMask(Arrays.copyOfRange(values, b * pixels, (b + 1) * pixels));
        }
        this.mask = mask;
    }

    @Override
    public Inpainting to(Device device) {
        return new Inpainting(mask.to(device));
    }

    @Override
    public Inpainting ofImage(int b) {
        return mask.size(0) == 1 ? this : new Inpainting(mask.narrow(0, b, 1));
    }

    @Override
    public Tensor apply(Tensor x) {
        require("image", x);
        return x.mul(mask);
    }

    @Override
    public Tensor adjoint(Tensor y) {
        require("measurement", y);
        return y.mul(mask);
    }

    @Override
    public Tensor pseudoInverse(Tensor y) {
        return adjoint(y);
    }

    @Override
    public double squaredNorm() {
        return 1;
    }

    @Override
    public Tensor prox(Tensor v, Tensor y, double rho) {
        Sizes.requirePositive("rho", rho);
        require("image", v);
        return adjoint(y).add(v.mul(rho)).div(mask.add(rho));
    }

    /** x: U and V are the identity. */
    @Override
    public Tensor vt(Tensor x) {
        require("image", x);
        return x;
    }

    @Override
    public Tensor v(Tensor coefficients) {
        require("coefficients", coefficients);
        return coefficients;
    }

    @Override
    public Tensor ut(Tensor y) {
        return adjoint(y);
    }

    /** The mask. */
    @Override
    public Tensor singular() {
        return mask;
    }

    /** The mask. */
    @Override
    public Tensor observed() {
        return mask;
    }

    /** A smaller mask. */
    @Override
    public Inpainting observedAt(Tensor seen) {
        return new Inpainting(mask.mul(seen));
    }

    private void require(String what, Tensor x) {
        if (x.dim() != 4 || x.size(2) != mask.size(2) || x.size(3) != mask.size(3)) {
            throw new IllegalArgumentException("mask " + Arrays.toString(mask.shape()) + " does not fit " + what + " "
                    + Arrays.toString(x.shape()) + ": height and width must be the same");
        }
        if (mask.size(0) != 1 && mask.size(0) != x.size(0)) {
            throw new IllegalArgumentException(
                    mask.size(0) + " masks do not fit " + x.size(0) + " images: give one mask, or one for each image");
        }
    }

    @Override
    public String toString() {
        return "inpainting " + Arrays.toString(mask.shape());
    }
}
