package dev.limpid.training;

import dev.limpid.prior.Denoiser;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.ImageFolder.Picture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The denoising loss on pictures that are not learned from, at five noise levels: mean |ε_θ(x_t, t) − ε|², with the same
 * noise every time.
 */
public final class Validation {
    /** Where the noise is 0.05, 0.34, 0.96, 3.4 and 26 times as strong as what is left of the image, s_t / a_t. */
    public static final List<Integer> TIMES = List.of(10, 100, 250, 500, 800);

    private static final int GROUP = 16;

    private final float[][] pictures;
    private final int channels;
    private final int size;
    private final long seed;

    private Validation(float[][] pictures, int channels, int size, long seed) {
        this.pictures = pictures;
        this.channels = channels;
        this.size = size;
        this.seed = seed;
    }

    /** The middle of the first {@code most} pictures of a folder, in the order of their contents' hashes. */
    public static Validation of(
            ImageFolder folder, Augmentation augmentation, int most, int channels, int size, long seed)
            throws IOException {
        List<Picture> chosen = folder.pictures().stream()
                .sorted((a, b) -> a.hash().compareTo(b.hash()))
                .limit(most)
                .toList();
        var pictures = new float[chosen.size()][];
        for (int i = 0; i < pictures.length; i++) {
            try (var scope = Scope.open()) {
                pictures[i] =
                        folder.read(chosen.get(i), augmentation, channels, size).toFloats();
            }
        }
        return new Validation(pictures, channels, size, seed);
    }

    /** Number of pictures. */
    public int count() {
        return pictures.length;
    }

    /** The loss at each of {@link #TIMES}. */
    public List<Double> losses(Denoiser denoiser, Device device) {
        List<Double> losses = new ArrayList<>();
        for (int t : TIMES) {
            double sum = 0;
            for (int from = 0; from < pictures.length; from += GROUP) {
                int to = Math.min(from + GROUP, pictures.length);
                sum += (to - from) * loss(denoiser, t, from, to, device);
            }
            losses.add(sum / pictures.length);
        }
        return losses;
    }

    private double loss(Denoiser denoiser, int t, int from, int to, Device device) {
        NoiseSchedule schedule = NoiseSchedule.linear();
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Tensor x0 = join(from, to, i -> Tensor.of(pictures[i], 1, channels, size, size));
            Tensor epsilon = join(from, to, i -> noise(t, i));
            Tensor x = x0.mul(schedule.alpha(t))
                    .add(epsilon.mul(schedule.sigma(t)))
                    .to(device);
            return denoiser.epsilon(x, t)
                    .sub(epsilon.to(device))
                    .square()
                    .mean()
                    .item();
        }
    }

    private Tensor noise(int t, int picture) {
        return Rng.of(seed).purpose("validation " + t).image(picture).normal(1, channels, size, size);
    }

    private static Tensor join(int from, int to, IntFunction<Tensor> part) {
        List<Tensor> parts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            parts.add(part.apply(i));
        }
        return Tensor.cat(parts, 0);
    }
}
