package dev.limpid.operator.turbulence;

import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.blur.BlurPreset;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * A picture through turbulent air: tilted, then blurred, A(x, k, τ) = (warp_τ x) ⊛ k with zeros (mid-grey) beyond the border
 * and y of x's size, as {@link BlurPreset#DMPLUG64}.
 *
 * <p>Unknowns: the kernel k (1, 1, h, w) and the tilts τ (1, 2, H, W), see {@link KernelBlur} and {@link Tilt}, in this order.
 *
 * <p>Source: Chung et al., Blind-DPS (CVPR 2023); DMPlug's {@code TurbulenceOperator}. They use 64 taps of a Gaussian with
 * standard deviation 4 (Blind-DPS) or 3 (DMPlug).
 */
public final class Turbulence implements ParametricOperator {
    private final KernelBlur blur;
    private final Tilt tilt;
    private final List<Unknown> unknowns;

    private Turbulence(KernelBlur blur, Tilt tilt) {
        this.blur = blur;
        this.tilt = tilt;
        this.unknowns = List.of(blur.unknowns().get(0), tilt.unknowns().get(0));
    }

    /** For kernels of size × size taps. */
    public static Turbulence of(int size, int height, int width) {
        return new Turbulence(KernelBlur.of(BlurPreset.DMPLUG64, size, height, width), Tilt.of(height, width));
    }

    @Override
    public Turbulence to(Device device) {
        return new Turbulence(blur.to(device), tilt.to(device));
    }

    @Override
    public int planes(int channels) {
        return blur.planes(channels);
    }

    @Override
    public List<Unknown> unknowns() {
        return unknowns;
    }

    @Override
    public Tensor apply(Tensor x, List<Tensor> theta) {
        Unknown.requireAll(unknowns, x, theta);
        return blur.apply(tilt.apply(x, List.of(theta.get(1))), List.of(theta.get(0)));
    }

    @Override
    public String toString() {
        return "turbulence: " + tilt + ", then " + blur;
    }
}
