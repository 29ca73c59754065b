package dev.limpid.operator.blur;

import dev.limpid.operator.Proximable;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/**
 * Blurs every channel with one kernel: the image is continued beyond its border, then cross-correlated, out[o] = Σ k[j]
 * x[o + j].
 *
 * <p>Shapes: x (B, C, H, W); y (B, C, H + top + bottom − h + 1, W + left + right − w + 1) for a kernel (h, w). Values: x in
 * [−1, 1]. Linear and differentiable; the adjoint is exact for every boundary.
 *
 * <p>A blur whose boundary is circular, or whose kernel has rank one as a Gaussian has, is also {@link
 * dev.limpid.operator.Spectral}, with a closed-form prox; the others iterate conjugate gradients for theirs, see {@link #prox}.
 * The kernel's spectrum is prepared at construction and lives in the scope that was open then.
 *
 * <p>Source: the authors' {@code BlindBlurOperator}, whose {@code transpose} returns its argument; ours is the adjoint.
 */
public sealed interface Blur extends Proximable permits CircularBlur, SeparableBlur, PaddedBlur {
    /** Arrays of conjugate gradients and of spectra for one channel. A circular blur holds fewer. */
    int PLANES = 10;

    /** A blur with y of x's size, or smaller if the boundary is {@link Boundary#VALID}. */
    static Blur of(BlurKernel kernel, Boundary boundary, int height, int width) {
        return of(kernel, Border.same(boundary, kernel), height, width);
    }

    /** A blur in one of the published conventions. */
    static Blur of(BlurKernel kernel, BlurPreset preset, int height, int width) {
        return of(kernel, preset.border(kernel), height, width);
    }

    /**
     * A blur with an explicit border.
     *
     * @param height H of the images x; likewise {@code width}
     * @throws IllegalArgumentException if kernel and border do not fit images of this size
     */
    static Blur of(BlurKernel kernel, Border border, int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("image size must be positive, got " + height + " x " + width);
        }
        border.requireFits(kernel, height, width);
        if (border.boundary() == Boundary.CIRCULAR
                && border.outputHeight(height, kernel) == height
                && border.outputWidth(width, kernel) == width) {
            return CircularBlur.of(kernel, border, height, width);
        }
        PaddedBlur padded = PaddedBlur.of(kernel, border, height, width);
        return kernel.isSeparable() ? new SeparableBlur(padded, height, width) : padded;
    }

    BlurKernel kernel();

    @Override
    default int planes(int channels) {
        return channels + PLANES;
    }

    Border border();

    @Override
    Blur to(Device device);

    /** The pixels that an image has around its measured part, where that is smaller than the image; else {@link #border}. */
    default Border frame() {
        return border().boundary() == Boundary.VALID ? Border.same(Boundary.REPLICATE, kernel()) : border();
    }

    /**
     * The measurement in its place in the image: a blur that continues nothing sees less than the image, whose frame is then
     * filled with the nearest pixels.
     *
     * @param picture (B, C, h, w), y or what belongs to its pixels
     */
    default Tensor inPlace(Tensor picture) {
        return border().boundary() == Boundary.VALID ? Boundary.REPLICATE.pad(picture, frame()) : picture;
    }

    /**
     * The blur with another kernel, differentiable in both.
     *
     * @param x images (B, C, H, W)
     * @param kernel (1, 1, h, w) or one for each image, (B, 1, h, w), of the size that this blur was made for; any values
     */
    Tensor apply(Tensor x, Tensor kernel);

    /**
     * {@inheritDoc}
     *
     * <p>In closed form where the blur is circular, or separable with sides of at most 1536 pixels. Elsewhere by conjugate gradients from v, each image for itself: at most 200
     * iterations, until the residual is 1e−5 of the right-hand side; 5 to 20 suffice for ρ above a hundredth of ‖AᵀA‖. Not
     * recorded for gradients.
     */
    @Override
    Tensor prox(Tensor v, Tensor y, double rho);

    /**
     * The same, inexactly: at most so many conjugate gradient steps from v, for outer loops, whose next v is better anyway. A
     * circular blur uses its closed form. Each image ends by its own residual, and in large ones each channel.
     *
     * @param v (B, C, H, W)
     * @param y as many measurements, or one for all of them
     */
    Tensor prox(Tensor v, Tensor y, double rho, int iterations);
}
