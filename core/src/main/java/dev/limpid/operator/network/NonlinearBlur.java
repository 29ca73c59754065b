package dev.limpid.operator.network;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * Blur by a network, as of a moving camera: A(x) = clamp(2 W((x + 1) / 2, c) − 1, −1, 1) with a blur code c.
 *
 * <p>Shapes: x (B, C, H, W), sides multiples of {@link KernelWizard#STRIDE}; y the same. Differentiable, the gradient being 0
 * where y is cut; not linear, so there is no adjoint.
 *
 * <p>Source: Chung et al., DPS (ICLR 2023); the authors' {@code NonlinearBlurOperator} of DMILO, which draws c once.
 */
public final class NonlinearBlur implements ForwardOperator {
    /** The standard deviation of a drawn code's entries. */
    public static final double CODE_DEVIATION = 1.2;

    private final KernelWizard wizard;
    private final Tensor code;

    /** @param code c, of {@link KernelWizard#codeShape}, or with one code for each image of a batch */
    public NonlinearBlur(KernelWizard wizard, Tensor code) {
        if (code.dim() != 4) {
            throw new IllegalArgumentException("blur code must be (1, K, H / " + KernelWizard.STRIDE + ", W / "
                    + KernelWizard.STRIDE + "), got " + Arrays.toString(code.shape()));
        }
        this.wizard = wizard;
        this.code = code;
    }

    /**
     * The blur of a random code, c ~ N(0, 1.2² I), for images of height × width pixels.
     *
     * @throws IllegalArgumentException if a side is not a multiple of {@link KernelWizard#STRIDE}
     */
    public static NonlinearBlur random(KernelWizard wizard, long height, long width, Rng rng) {
        long[] shape = wizard.codeShape(height, width);
        return new NonlinearBlur(wizard, rng.normal(shape).mul(CODE_DEVIATION));
    }

    /** c, to be stored with the measurement. */
    public Tensor code() {
        return code;
    }

    @Override
    public NonlinearBlur to(Device device) {
        return new NonlinearBlur(wizard.to(device), code.to(device));
    }

    @Override
    public Tensor apply(Tensor x) {
        return wizard.blur(x.add(1).div(2), code).mul(2).add(-1).clamp(-1, 1);
    }
}
