package dev.limpid.priorcheck;

import dev.limpid.metric.Psnr;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;

/**
 * How well a local network removes noise from whole pictures, at one level, as papers on denoising measure it: the noise is not
 * clipped, the result is, and the PSNR in dB is averaged over the pictures.
 *
 * @param level standard deviation of the noise, of 255
 * @param pictures how many were measured
 * @param noisy PSNR of the noisy picture
 * @param prior PSNR of the network's result
 */
public record WholeDenoising(int level, int pictures, double noisy, double prior) {
    /** Those of published tables, and twice and five times the last of them. */
    public static final List<Integer> LEVELS = List.of(15, 25, 50, 100, 255);

    /**
     * Measures at all levels.
     *
     * @param tile the side of the tiles in which the prior looks at a picture of that height and width
     * @param progress hears of each picture's end, counted from 1
     * @param passedOver hears in one line of files that cannot be read
     * @throws IOException if none can be read
     */
    public static List<WholeDenoising> of(
            DiffusionPrior prior,
            IntBinaryOperator tile,
            WholePictures pictures,
            Device device,
            long seed,
            IntConsumer progress,
            Consumer<String> passedOver)
            throws IOException {
        var sums = new double[LEVELS.size()][2];
        int measured = 0;
        for (int i = 0; i < pictures.names().size(); i++) {
            try (var off = Gradients.off();
                    var scope = Scope.open()) {
                Tensor truth = pictures.read(pictures.names().get(i));
                int height = (int) truth.size(2);
                int width = (int) truth.size(3);
                DiffusionPrior tiled = prior.tiled(height, width, tile.applyAsInt(height, width));
                add(sums, tiled, truth, device, Rng.of(seed).image(i));
                measured++;
            } catch (IOException e) {
                passedOver.accept(String.valueOf(e.getMessage()));
            }
            progress.accept(i + 1);
        }
        if (measured == 0) {
            throw new IOException(pictures.root() + ": there is no picture in this folder that can be read");
        }
        var scores = new ArrayList<WholeDenoising>();
        for (int k = 0; k < sums.length; k++) {
            scores.add(new WholeDenoising(LEVELS.get(k), measured, sums[k][0] / measured, sums[k][1] / measured));
        }
        return scores;
    }

    private static void add(double[][] sums, DiffusionPrior prior, Tensor truth, Device device, Rng rng) {
        for (int k = 0; k < sums.length; k++) {
            try (var scope = Scope.open()) {
                double sigma = sigma(LEVELS.get(k));
                Tensor y = truth.add(rng.purpose("level " + LEVELS.get(k))
                        .normal(truth.shape())
                        .mul(sigma));
                sums[k][0] += psnr(y, truth);
                sums[k][1] += psnr(prior.denoise(y.to(device), sigma).to(Device.CPU), truth);
            }
        }
    }

    /** In the units of a [−1, 1] image. */
    static double sigma(int level) {
        return 2 * level / 255.0;
    }

    /** Whether a prior was trained on so much noise. */
    public boolean isKnownTo(DiffusionPrior other) {
        return sigma(level) <= other.largestSigma() * (1 + 1e-6);
    }

    private static double psnr(Tensor x, Tensor truth) {
        return Arrays.stream(new Psnr().of(x.clamp(-1, 1), truth)).sum();
    }
}
