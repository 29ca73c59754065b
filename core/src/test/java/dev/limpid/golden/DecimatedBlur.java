package dev.limpid.golden;

import dev.limpid.operator.Proximable;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.Tensor;

/**
 * A circular convolution, of which every s-th pixel is kept: the degradation of USRNet, DPIR and DiffPIR. In float64, because its
 * closed form divides what cancels by ρ.
 *
 * <p>Source of the proximal step: Zhao et al., "Fast single image super-resolution using a new analytical solution for l2-l2 problems",
 * IEEE TIP 2016.
 */
final class DecimatedBlur implements Proximable {
    private final Tensor spectrum;
    private final int scale;
    private final int height;
    private final int width;
    /** Of A Aᵀ, which is circular on the coarse grid. */
    private final Tensor coarse;

    private DecimatedBlur(Tensor spectrum, int scale, int height, int width) {
        this.spectrum = spectrum;
        this.scale = scale;
        this.height = height;
        this.width = width;
        Tensor autocorrelation = Fourier.irfft2(Fourier.power(spectrum), height, width);
        coarse = Fourier.rfft2(kept(autocorrelation), height / scale, width / scale);
    }

    /** @param kernel (1, 1, h, w) of a convolution whose centre is (⌊h / 2⌋, ⌊w / 2⌋) */
    static DecimatedBlur of(Tensor kernel, int scale, int height, int width) {
        int h = (int) kernel.size(2);
        int w = (int) kernel.size(3);
        double[] taps = kernel.toDoubles();
        var grid = new double[height * width];
        for (int i = 0; i < taps.length; i++) {
            int row = Math.floorMod(i / w - h / 2, height);
            int column = Math.floorMod(i % w - w / 2, width);
            grid[row * width + column] += taps[i];
        }
        Tensor spectrum = Fourier.rfft2(Tensor.of(grid, 1, 1, height, width), height, width);
        return new DecimatedBlur(spectrum, scale, height, width);
    }

    @Override
    public DecimatedBlur to(Device device) {
        return new DecimatedBlur(spectrum.to(device), scale, height, width);
    }

    @Override
    public Tensor apply(Tensor x) {
        return forward(x.to(DType.FLOAT64)).to(x.type());
    }

    @Override
    public Tensor adjoint(Tensor y) {
        return backward(y.to(DType.FLOAT64)).to(y.type());
    }

    private Tensor forward(Tensor x) {
        return kept(filtered(x, spectrum));
    }

    private Tensor backward(Tensor y) {
        Tensor x = Tensor.zeros(y.size(0), y.size(1), height, width).to(DType.FLOAT64);
        kept(x).assign(y);
        return filtered(x, Fourier.conj(spectrum));
    }

    private Tensor filtered(Tensor x, Tensor by) {
        return Fourier.irfft2(Fourier.rfft2(x, height, width).mul(by), height, width);
    }

    /** The pixels that are kept; a view. */
    private Tensor kept(Tensor x) {
        return x.every(2, 0, scale).every(3, 0, scale);
    }

    @Override
    public double squaredNorm() {
        return Math.sqrt(Fourier.power(coarse).max().item());
    }

    /** v + Aᵀ (A Aᵀ + ρ I)⁻¹ (y − A v). */
    @Override
    public Tensor prox(Tensor v, Tensor y, double rho) {
        Tensor from = v.to(DType.FLOAT64);
        Tensor missing = y.to(DType.FLOAT64).sub(forward(from));
        Tensor solved = Fourier.rfft2(missing, missing.size(2), missing.size(3)).div(coarse.add(rho));
        return from.add(backward(Fourier.irfft2(solved, missing.size(2), missing.size(3))))
                .to(v.type());
    }

    @Override
    public String toString() {
        return "blur, then every " + scale + "th pixel";
    }
}
