package dev.limpid.priorcheck;

import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Svd;
import dev.limpid.tensor.Tensor;
import java.util.function.Consumer;

/**
 * A Gaussian prior fitted to pictures, and the best denoiser for it: a mean picture, colours turned into uncorrelated ones,
 * and a power spectrum for each of those. A network must beat it to have learned more than means and correlations.
 *
 * <p>x̂ = μ + U F⁻¹[P / (P + σ²) · F Uᵀ (y − μ)], with P the mean of |F Uᵀ (x − μ)|² / (H W), made smooth by
 * {@link RadialSpectrum} where the pictures are few, times (N + 1) / (N − 1): μ is known from N pictures only, and a new one
 * differs the more from it. The picture is taken as periodic. Source: Wiener, "Extrapolation, interpolation, and smoothing of
 * stationary time series", MIT Press, 1949.
 *
 * @param mean μ, (1, C, H, W); of a single picture its mean colours
 * @param colours Uᵀ, (C, C), orthogonal
 * @param power P, (1, C, H, W / 2 + 1)
 * @param smoothed how far the spectrum was drawn towards its mean over the directions, 0 to 1
 */
record WienerPrior(Tensor mean, Tensor colours, Tensor power, double smoothed) {
    private static final int GROUP = 256;

    /** Fits to pictures (N, C, H, W); the tensors belong to the scope that is open. */
    static WienerPrior of(Tensor pictures) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            int n = (int) pictures.size(0);
            int c = (int) pictures.size(1);
            int h = (int) pictures.size(2);
            int w = (int) pictures.size(3);
            Tensor mean = n > 1 ? pictures.mean(0) : pictures.mean(2).mean(3).expand(1, c, h, w);
            Tensor covariance = Tensor.zeros(c, c);
            inGroups(pictures, group -> {
                Tensor values = group.sub(mean).permute(1, 0, 2, 3).reshape(c, group.count() / c);
                InPlace.add(covariance, values.matmul(values.transpose(0, 1)));
            });
            Tensor colours = Svd.of(covariance).u().transpose(0, 1).contiguous();
            Tensor power = Tensor.zeros(1, c, h, w / 2 + 1);
            inGroups(pictures, group -> {
                Tensor spectra = Fourier.power(Fourier.rfft2(mixed(group.sub(mean), colours), h, w));
                InPlace.add(power, spectra.mean(0).mul((double) group.size(0) / n / h / w));
            });
            RadialSpectrum smooth = RadialSpectrum.of(power.toDoubles(), c, h, w, Math.max(1, n - 1));
            Tensor predicted = Tensor.of(smooth.power(), 1, c, h, w / 2 + 1).mul(n > 1 ? (n + 1.0) / (n - 1) : 1);
            return new WienerPrior(scope.keep(mean), scope.keep(colours), scope.keep(predicted), smooth.weight());
        }
    }

    /** Some at a time: the spectra of all would take several times the memory of the pictures. */
    private static void inGroups(Tensor pictures, Consumer<Tensor> each) {
        for (long from = 0; from < pictures.size(0); from += GROUP) {
            try (var scope = Scope.open()) {
                each.accept(pictures.narrow(0, from, Math.min(GROUP, pictures.size(0) - from)));
            }
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
