package dev.limpid.operator.blur;

/** The three conventions of the published code, which do not agree with each other. All are cross-correlations. */
public enum BlurPreset {
    /** DPS, DAPS: 61 taps, reflected by 30 on each side; y has x's size. */
    DPS61(61, Boundary.REFLECT),
    /** DMILO: 64 taps, reflected by 32 on each side; y is one pixel larger than x in each direction. */
    DMILO64(64, Boundary.REFLECT),
    /** DMPlug, Blind-DPS: 64 taps, zeros, 31 before and 32 after; y has x's size and is shifted by one pixel up and left. */
    DMPLUG64(64, Boundary.ZERO);

    private final int kernelSize;
    private final Boundary boundary;

    BlurPreset(int kernelSize, Boundary boundary) {
        this.kernelSize = kernelSize;
        this.boundary = boundary;
    }

    /** Taps of the authors' kernels, in each direction. The convention holds for other sizes too. */
    public int kernelSize() {
        return kernelSize;
    }

    /** The border that the convention gives this kernel. */
    public Border border(BlurKernel kernel) {
        if (this == DMPLUG64) {
            int left = (kernel.width() - 1) / 2;
            int top = (kernel.height() - 1) / 2;
            return new Border(boundary, left, kernel.width() - 1 - left, top, kernel.height() - 1 - top);
        }
        return Border.half(boundary, kernel);
    }
}
