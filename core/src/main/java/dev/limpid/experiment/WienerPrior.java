package dev.limpid.experiment;

import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Svd;
import dev.limpid.tensor.Tensor;

/**
 * A Gaussian prior fitted to pictures, and the best denoiser for it: a mean picture, colours turned into uncorrelated ones,
 * and a power spectrum for each of those. What a network must beat to have learned more than means and correlations.
 *
 * <p>x̂ = μ + U F⁻¹[P / (P + σ²) · F Uᵀ (y − μ)], with P the mean of |F Uᵀ (x − μ)|² / (H W); the picture is taken as
 * periodic. Source: Wiener, "Extrapolation, interpolation, and smoothing of stationary time series", MIT Press, 1949.
 *
 * @param mean μ, (1, C, H, W)
 * @param colours Uᵀ, (C, C), orthogonal
 * @param power P, (1, C, H, W / 2 + 1)
 */
record WienerPrior(Tensor mean, Tensor colours, Tensor power) {

    /** Fits to pictures (N, C, H, W); the tensors belong to the scope that is open. */
    static WienerPrior of(Tensor pictures) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            long c = pictures.size(1);
            long h = pictures.size(2);
            long w = pictures.size(3);
            Tensor mean = pictures.mean(0);
            Tensor centred = pictures.sub(mean);
            Tensor values = centred.permute(1, 0, 2, 3).reshape(c, centred.count() / c);
            Tensor colours = Svd.of(values.matmul(values.transpose(0, 1))).u().transpose(0, 1);
            Tensor power = Fourier.power(Fourier.rfft2(mixed(centred, colours), h, w))
                    .mean(0)
                    .div((double) (h * w));
            return new WienerPrior(scope.keep(mean), scope.keep(colours.contiguous()), scope.keep(power));
        }
    }

    /** The mean of the pictures that may have become y (N, C, H, W) through noise of that standard deviation. */
    Tensor denoise(Tensor y, double sigma) {
        Tensor spectrum = Fourier.rfft2(mixed(y.sub(mean), colours), y.size(2), y.size(3));
        Tensor gain = power.div(power.add(sigma * sigma));
        Tensor estimate = Fourier.irfft2(spectrum.mul(gain), y.size(2), y.size(3));
        return mixed(estimate, colours.transpose(0, 1)).add(mean);
    }

    /** M times the colours of every pixel. */
    private static Tensor mixed(Tensor x, Tensor m) {
        return m.matmul(x.permute(0, 2, 3, 1).reshape(-1, x.size(1), 1))
                .reshape(x.size(0), x.size(2), x.size(3), x.size(1))
                .permute(0, 3, 1, 2);
    }
}
