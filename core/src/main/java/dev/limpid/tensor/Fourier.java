package dev.limpid.tensor;

import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.global.torch;

/** Two-dimensional Fourier transforms of real images, over the last two dimensions; differentiable, unnormalised forward. */
public final class Fourier {
    private Fourier() {}

    private static final long[] LAST_TWO = {-2, -1};

    /** Half spectrum (…, H, W / 2 + 1) of an image that is cut or zero-padded to height × width. */
    public static Tensor rfft2(Tensor x, long height, long width) {
        return Tensor.call(
                "rfft2",
                () -> torch.fft_rfft2(x.handle(), new long[] {height, width}, LAST_TWO, new StringViewOptional()),
                x);
    }

    /** The real image (…, height, width) of a half spectrum; divides by height · width. */
    public static Tensor irfft2(Tensor spectrum, long height, long width) {
        return Tensor.call(
                "irfft2",
                () -> torch.fft_irfft2(
                        spectrum.handle(), new long[] {height, width}, LAST_TWO, new StringViewOptional()),
                spectrum);
    }

    /** The complex conjugate, written out: a lazy one would be resolved again by every product. */
    public static Tensor conj(Tensor spectrum) {
        return Tensor.call("conj", () -> torch.conj(spectrum.handle()).resolve_conj(), spectrum);
    }

    /** |s|², real. */
    public static Tensor power(Tensor spectrum) {
        return Tensor.call(
                "power",
                () -> torch.real(spectrum.handle())
                        .square()
                        .add(torch.imag(spectrum.handle()).square()),
                spectrum);
    }
}
