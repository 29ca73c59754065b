package dev.limpid.priorcheck;

import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation.Flips;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * Whether a local network remembers patches that it was trained on: it removes much noise (σ = 0.5 of [0, 1]) from patches that it
 * has not seen. A result counts as a copy where it is less than a third as far from one training patch as from the next one;
 * turns and mirror images count as the same patch. The clean patches are judged in the same way, because a sky is near to every other.
 *
 * <p>Source: Kadkhodaie et al., "Generalization in diffusion models arises from geometry-adaptive harmonic representations", ICLR
 * 2024 (a network that memorises gives a training picture whatever it is shown); the third as in {@link Memorisation}.
 *
 * @param trained number of training patches
 * @param results those nearest to each result
 * @param clean those nearest to each clean patch
 */
public record PatchMemorisation(long trained, NearestPictures results, NearestPictures clean) {
    static final int SIDE = 32;

    private static final double SIGMA = 0.5;
    private static final int PATCHES = 128;

    /**
     * Compares with all patches of the training pictures that do not overlap.
     *
     * @param progress hears how many of how many training pictures are done
     * @throws IOException if no picture is large enough or can be read
     */
    public static PatchMemorisation of(
            DiffusionPrior prior,
            WholePictures unseen,
            WholePictures train,
            Device device,
            long seed,
            BiConsumer<Integer, Integer> progress)
            throws IOException {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Tensor clean = patches(unseen, seed);
            double sigma = 2 * SIGMA;
            Tensor y = clean.add(
                    Rng.of(seed).purpose("memorisation").normal(clean.shape()).mul(sigma));
            Tensor result = prior.denoise(y.to(device), sigma).to(Device.CPU).clamp(-1, 1);
            var nearResults = new NearestPictures.Search(result, Flips.ALL);
            var nearClean = new NearestPictures.Search(clean, Flips.ALL);
            int trained = 0;
            for (int i = 0; i < train.names().size(); i++) {
                try (var picture = Scope.open()) {
                    Tensor cells = cells(train.read(train.names().get(i)));
                    if (cells.count() > 0) {
                        nearResults.among(cells, trained);
                        nearClean.among(cells, trained);
                        trained += (int) cells.size(0);
                    }
                } catch (IOException e) {
                    // Nothing was learned from a file that cannot be read.
                }
                progress.accept(i + 1, train.names().size());
            }
            if (trained == 0) {
                throw new IOException(train.root() + ": there is no picture of at least " + SIDE + " x " + SIDE
                        + " pixels in this folder");
            }
            return new PatchMemorisation(trained, nearResults.found(), nearClean.found());
        }
    }

    /** As many from each picture, at random places. */
    private static Tensor patches(WholePictures pictures, long seed) throws IOException {
        var patches = new ArrayList<Tensor>();
        int each = Math.max(1, PATCHES / pictures.names().size());
        for (int i = 0; i < pictures.names().size() && patches.size() < PATCHES; i++) {
            try (var scope = Scope.open()) {
                Tensor x = pictures.read(pictures.names().get(i));
                Rng rng = Rng.of(seed).purpose("patches").image(i);
                for (int k = 0; k < each && Math.min(x.size(2), x.size(3)) >= SIDE; k++) {
                    int top = rng.nextInt((int) x.size(2) - SIDE + 1);
                    int left = rng.nextInt((int) x.size(3) - SIDE + 1);
                    patches.add(scope.keep(
                            x.narrow(2, top, SIDE).narrow(3, left, SIDE).copy()));
                }
            }
        }
        if (patches.isEmpty()) {
            throw new IOException(pictures.root() + ": there is no picture of at least " + SIDE + " x " + SIDE
                    + " pixels in this folder");
        }
        return Tensor.cat(patches, 0);
    }

    /** The patches of a picture that do not overlap, (N, C, side, side); none where it is smaller. */
    static Tensor cells(Tensor x) {
        long down = x.size(2) / SIDE;
        long right = x.size(3) / SIDE;
        long c = x.size(1);
        return x.narrow(2, 0, down * SIDE)
                .narrow(3, 0, right * SIDE)
                .reshape(c, down, SIDE, right, SIDE)
                .permute(1, 3, 0, 2, 4)
                .reshape(down * right, c, SIDE, SIDE);
    }

    /** How many results are copies. */
    public int copies() {
        return Memorisation.copies(results);
    }

    /** The findings, in words and numbers, one line each. */
    public List<String> lines() {
        int n = results.distance().length;
        int usual = Memorisation.copies(clean);
        return List.of(
                String.format(
                        Locale.ROOT,
                        "Nearest of %d training patches of %d x %d, median root mean square difference: %.4f from results at"
                                + " sigma %.1f, %.4f from the clean patches.",
                        trained,
                        SIDE,
                        SIDE,
                        results.median(),
                        SIGMA,
                        clean.median()),
                copies() + " of " + n + " results, and " + usual + " of the clean patches, are less than a third as far"
                        + " from one training patch as from the next.",
                copies() <= usual
                        ? "The prior remembers no patches."
                        : "The prior remembers patches: train on more, or shorter.");
    }
}
