package dev.limpid.training;

import dev.limpid.prior.DiffusionPrior;
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
 * The loss on pictures that are not learned from, at the noise levels of the {@link Objective}, with the same noise every time.
 */
public final class Validation {
    /**
     * Where a network that predicts the noise is looked at: the noise is 0.05, 0.34, 0.96, 3.4 and 26 times as strong as what is
     * left of the image, s_t / a_t.
     */
    public static final List<Integer> TIMES = List.of(10, 100, 250, 500, 800);

    private static final int GROUP = 16;

    private final Objective objective;
    private final float[][] pictures;
    private final long seed;

    private Validation(Objective objective, float[][] pictures, long seed) {
        this.objective = objective;
        this.pictures = pictures;
        this.seed = seed;
    }

    /** The middle of the first {@code most} pictures of a folder, in the order of their contents' hashes. */
    static Validation of(Objective objective, ImageFolder folder, int most, long seed) throws IOException {
        List<Picture> chosen = folder.pictures().stream()
                .sorted((a, b) -> a.hash().compareTo(b.hash()))
                .limit(most)
                .toList();
        var pictures = new float[chosen.size()][];
        for (int i = 0; i < pictures.length; i++) {
            try (var scope = Scope.open()) {
                pictures[i] = folder.read(
                                chosen.get(i), objective.augmentation(), objective.channels(), objective.size())
                        .toFloats();
            }
        }
        return new Validation(objective, pictures, seed);
    }

    /** Number of pictures. */
    int count() {
        return pictures.length;
    }

    /** The loss at each of the objective's levels. */
    List<Double> losses(DiffusionPrior prior, Device device) {
        List<Double> losses = new ArrayList<>();
        for (int level = 0; level < objective.levels().size(); level++) {
            double sum = 0;
            for (int from = 0; from < pictures.length; from += GROUP) {
                int to = Math.min(from + GROUP, pictures.length);
                sum += (to - from) * loss(prior, level, from, to, device);
            }
            losses.add(sum / pictures.length);
        }
        return losses;
    }

    private double loss(DiffusionPrior prior, int level, int from, int to, Device device) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            String name = objective.levels().get(level);
            Tensor noise = join(from, to, i -> noise(name, i));
            return objective.heldOutLoss(
                    prior, level, join(from, to, this::picture).to(device), noise.to(device));
        }
    }

    /** A picture's square, (1, C, S, S) in [−1, 1]. */
    Tensor picture(int index) {
        return Tensor.of(pictures[index], 1, objective.channels(), objective.size(), objective.size());
    }

    /** The noise of a picture at the level of that name, standard normal. */
    Tensor noise(String level, int picture) {
        return Rng.of(seed)
                .purpose("validation " + level.substring(1))
                .image(picture)
                .normal(1, objective.channels(), objective.size(), objective.size());
    }

    private static Tensor join(int from, int to, IntFunction<Tensor> part) {
        List<Tensor> parts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            parts.add(part.apply(i));
        }
        return Tensor.cat(parts, 0);
    }
}
