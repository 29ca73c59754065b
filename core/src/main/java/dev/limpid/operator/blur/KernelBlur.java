package dev.limpid.operator.blur;

import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.Sizes;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * A blur whose kernel is unknown: A(x, k) = x ⊛ k, a cross-correlation, with the border that was chosen for it.
 *
 * <p>Shapes: x (B, C, H, W), k (1, 1, h, w) or one for each image; y as of {@link Blur}. Any values; that weights are not
 * negative and sum to 1 is left to how they are parameterised. x and k can be shifted against each other without a change of
 * y away from the border: compare kernels after recentring them.
 *
 * <p>Source: Chung et al., Blind-DPS (CVPR 2023), and DMPlug's {@code bid.py}; their border is {@link BlurPreset#DMPLUG64}.
 */
public final class KernelBlur implements ParametricOperator {
    /** The unknown's name. */
    public static final String KERNEL = "kernel";

    private final Blur blur;
    private final int height;
    private final int width;
    private final Device device;
    private final List<Unknown> unknowns;

    private KernelBlur(Blur blur, int height, int width, Device device) {
        this.blur = blur;
        this.height = height;
        this.width = width;
        this.device = device;
        this.unknowns =
                List.of(new Unknown(KERNEL, List.of(1L, 1L, (long) blur.kernel().height(), (long)
                        blur.kernel().width())));
    }

    /** The unknown kernel has the size of {@code any}, whose weights are never used. */
    private static KernelBlur like(BlurKernel any, Border border, int height, int width) {
        return new KernelBlur(Blur.of(any, border, height, width), height, width, Device.CPU);
    }

    /** For size × size taps, y of x's size, the tap ⌊size / 2⌋ being the centre: see {@link Border#same}. */
    public static KernelBlur same(Boundary boundary, int size, int height, int width) {
        BlurKernel any = ofSize(size);
        return like(any, Border.same(boundary, any), height, width);
    }

    /** For size × size taps in one of the published conventions. */
    public static KernelBlur of(BlurPreset preset, int size, int height, int width) {
        BlurKernel any = ofSize(size);
        return like(any, preset.border(any), height, width);
    }

    private static BlurKernel ofSize(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("blur kernel size must be at least 1, got " + size);
        }
        return BlurKernel.delta(size, size);
    }

    public Border border() {
        return blur.border();
    }

    public int kernelHeight() {
        return blur.kernel().height();
    }

    public int kernelWidth() {
        return blur.kernel().width();
    }

    /** The blur of a kernel that is known, or believed to be, of this one's size. */
    public Blur with(BlurKernel kernel) {
        return Blur.of(kernel, blur.border(), height, width).to(device);
    }

    @Override
    public Blur found(List<Tensor> theta) {
        return with(BlurKernel.of(theta.get(0).to(Device.CPU).toDoubles(), kernelHeight(), kernelWidth()));
    }

    /**
     * The equations of the kernel that turns x into y.
     *
     * @param x estimates of the image behind y, (B, C, H, W)
     * @param y (1, C, H′, W′)
     */
    public KernelEquations equations(Tensor x, Tensor y) {
        Sizes.require("image", x, height, width);
        Border border = blur.border();
        return ExactEquations.of(border.boundary().pad(x, border), y, kernelHeight(), kernelWidth());
    }

    @Override
    public KernelBlur to(Device other) {
        return new KernelBlur(blur.to(other), height, width, other);
    }

    @Override
    public int planes(int channels) {
        return channels + Blur.PLANES;
    }

    @Override
    public List<Unknown> unknowns() {
        return unknowns;
    }

    @Override
    public Tensor apply(Tensor x, List<Tensor> theta) {
        Unknown.requireAll(unknowns, x, theta);
        return blur.apply(x, theta.get(0));
    }

    @Override
    public String toString() {
        return "unknown " + blur;
    }
}
