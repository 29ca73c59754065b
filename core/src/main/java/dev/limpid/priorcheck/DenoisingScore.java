package dev.limpid.priorcheck;

import dev.limpid.metric.Psnr;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Validation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * How well a prior denoises pictures that it has not seen, at one noise level. PSNR in dB, averaged over the pictures.
 *
 * @param t time of the level
 * @param sigma the noise's standard deviation, in the units of a [0, 1] image
 * @param loss mean |ε_θ − ε|² over pixels and pictures
 * @param identity PSNR of the noisy picture itself
 * @param wiener PSNR of the Gaussian prior's denoiser
 * @param network PSNR of the prior's x̂_0
 */
public record DenoisingScore(int t, double sigma, double loss, double identity, double wiener, double network) {
    private static final int GROUP = 16;

    /**
     * The scores at the times of {@link Validation#TIMES}, with the same noise for every prior.
     *
     * @param progress hears of each level's end, counted from 1
     */
    public static List<DenoisingScore> of(
            DiffusionPrior prior,
            PictureSet pictures,
            WienerBaseline wiener,
            Device device,
            long seed,
            IntConsumer progress) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            var scores = new ArrayList<DenoisingScore>();
            for (int t : Validation.TIMES) {
                scores.add(at(t, prior, pictures, wiener, device, seed));
                progress.accept(scores.size());
            }
            return scores;
        }
    }

    private static DenoisingScore at(
            int t, DiffusionPrior prior, PictureSet pictures, WienerBaseline wiener, Device device, long seed) {
        NoiseSchedule schedule = prior.schedule();
        double a = schedule.alpha(t);
        double s = schedule.sigma(t);
        int n = pictures.count();
        var sums = new double[4];
        for (int from = 0, to; from < n; from = to) {
            to = Math.min(from + GROUP, wiener.end(from, n));
            try (var scope = Scope.open()) {
                Tensor x0 = pictures.pictures().narrow(0, from, to - from);
                Tensor epsilon = noise(seed, t, from, to, x0);
                Tensor x = x0.mul(a).add(epsilon.mul(s));
                Tensor predicted = prior.denoiser().epsilon(x.to(device), t).to(Device.CPU);
                Tensor y = x.div(a);
                sums[0] += (to - from) * predicted.sub(epsilon).square().mean().item();
                sums[1] += psnr(y, x0);
                sums[2] += psnr(wiener.denoise(from, y, s / a), x0);
                sums[3] += psnr(x.sub(predicted.mul(s)).div(a), x0);
            }
        }
        return new DenoisingScore(t, s / a / 2, sums[0] / n, sums[1] / n, sums[2] / n, sums[3] / n);
    }

    private static Tensor noise(long seed, int t, int from, int to, Tensor like) {
        List<Tensor> noise = new ArrayList<>();
        for (int i = from; i < to; i++) {
            noise.add(Rng.of(seed)
                    .purpose("denoising " + t)
                    .image(i)
                    .normal(1, like.size(1), like.size(2), like.size(3)));
        }
        return Tensor.cat(noise, 0);
    }

    private static double psnr(Tensor x, Tensor truth) {
        return Arrays.stream(new Psnr().of(x.clamp(-1, 1), truth)).sum();
    }
}
