package dev.limpid.tensor;

import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.global.torch;

/** Fourier transforms of real images, over the last two dimensions or one of them; differentiable, unnormalised forward. */
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

    /** Half spectrum (…, W / 2 + 1) of rows that are cut or zero-padded to a width. */
    public static Tensor rfft(Tensor x, long width) {
        return Tensor.call(
                "rfft", () -> torch.fft_rfft(x.handle(), new LongOptional(width), -1, new StringViewOptional()), x);
    }

    /** The real rows (…, width) of half spectra; divides by the width. */
    public static Tensor irfft(Tensor spectrum, long width) {
        return Tensor.call(
                "irfft",
                () -> torch.fft_irfft(spectrum.handle(), new LongOptional(width), -1, new StringViewOptional()),
                spectrum);
    }

    /** The spectra of columns (…, H, W) that are cut or zero-padded to a height. */
    public static Tensor fftColumns(Tensor x, long height) {
        return Tensor.call(
                "fft", () -> torch.fft_fft(x.handle(), new LongOptional(height), -2, new StringViewOptional()), x);
    }

    /** The columns (…, H, W) of spectra; divides by H. */
    public static Tensor ifftColumns(Tensor spectrum) {
        return Tensor.call(
                "ifft",
                () -> torch.fft_ifft(spectrum.handle(), new LongOptional(), -2, new StringViewOptional()),
                spectrum);
    }

    /**
     * The orthonormal Hartley transform of real images, (Re F − Im F) / √(H W) with F the Fourier transform: real, symmetric and
     * its own inverse.
     */
    public static Tensor hartley2(Tensor x) {
        long height = x.size(-2);
        long width = x.size(-1);
        return Tensor.call(
                "hartley2",
                () -> {
                    var f = torch.fft_fft2(x.handle(), new long[] {height, width}, LAST_TWO, new StringViewOptional());
                    return torch.real(f).sub(torch.imag(f)).div(new Scalar(Math.sqrt((double) height * width)));
                },
                x);
    }

    /** The whole spectrum (…, H, W) of a half spectrum (…, H, W / 2 + 1) that is real and even, as {@link #power} is. */
    public static Tensor wholeOfEven(Tensor half, long width) {
        int rows = half.dim() - 2;
        int columns = half.dim() - 1;
        long rest = width - half.size(columns);
        // Frequency (r, c) beyond the half has the value of (−r, W − c).
        Tensor mirrored = half.narrow(columns, 1, rest).flip(rows, columns).roll(new long[] {1}, rows);
        return Tensor.cat(List.of(half, mirrored), columns);
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

    /** The smallest even number from n on with no prime factor above 5, for which transforms are fast. */
    public static int smooth(int n) {
        int size = n + (n & 1);
        while (!isSmooth(size)) {
            size += 2;
        }
        return size;
    }

    private static boolean isSmooth(int n) {
        int rest = n;
        for (int prime : new int[] {2, 3, 5}) {
            while (rest % prime == 0) {
                rest /= prime;
            }
        }
        return rest == 1;
    }
}
