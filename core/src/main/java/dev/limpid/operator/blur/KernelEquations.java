package dev.limpid.operator.blur;

import dev.limpid.tensor.Tensor;

/**
 * The normal equations Q k = b of a blur kernel between two known images: what is left of min_k ½ ‖∂(x ⊛ k) − ∂y‖² when the
 * images are large and the kernel is small. The differences ∂ to the right and downwards remove the mean, which tells
 * nothing of k, and give the edges the weight that they have for it.
 *
 * <p>Source: Cho and Lee, "Fast motion deblurring", SIGGRAPH Asia 2009, Eq. 11.
 */
public sealed interface KernelEquations permits ExactEquations, TaperedEquations {
    /** How much stronger than the noise's own the differences must be: the scatter of a thousand of them is a few hundredths. */
    double TEXTURE = 1.2;

    /**
     * The equations of two images whose borders fade to nothing: Q depends on the distance of two taps alone, so that many taps take
     * little time.
     *
     * @param x (1, C, H, W), whose pixels lie where y's do
     * @param y (1, C, H, W)
     * @param taps of the kernel in each direction, an odd number
     * @param ridge weight of ½ ‖k‖², as a share of the energy of ∂x
     */
    static KernelEquations tapered(Tensor x, Tensor y, int taps, double ridge) {
        return TaperedEquations.of(x, y, taps, ridge);
    }

    /**
     * Whether y has differences between neighbouring pixels that stand out from its noise: without them nothing tells a kernel.
     *
     * @param y (1, C, H, W)
     * @param noiseLevel standard deviation of its noise
     */
    static boolean tellsKernel(Tensor y, double noiseLevel) {
        double energy = 0;
        for (int dim = 2; dim <= 3; dim++) {
            if (y.size(dim) > 1) {
                energy = Math.max(
                        energy,
                        ExactEquations.difference(y, dim).square().mean().item());
            }
        }
        return energy > TEXTURE * 2 * noiseLevel * noiseLevel;
    }

    /** h, taps from top to bottom. */
    int height();

    /** w, taps from left to right. */
    int width();

    /** Q k; Q is symmetric and positive semidefinite. */
    double[] times(double[] k);

    /** b, one entry for each tap, row-major. */
    double[] rightSide();

    /** The mean of Q's diagonal: the energy of ∂x in a window of y's size. */
    double energy();
}
