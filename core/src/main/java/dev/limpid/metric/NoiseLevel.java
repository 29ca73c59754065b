package dev.limpid.metric;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The standard deviation of an image's white Gaussian noise, from the image alone.
 *
 * <p>White noise is equally strong in every frequency of a small patch, in every mixture of the colour channels and everywhere
 * in the image; the picture is not. It is weakest in the highest frequencies, and there in the differences of the channels, and
 * weakest of all where nothing is to be seen. So σ² is measured in the quietest of a {@link PatchSpectrum}'s directions,
 * over those few patches which the <em>other</em> directions show to be the least busy: Σ zₖ² / λₖ, the energy of each
 * direction counted in units of its mean over the image. Noise in the one set of directions is independent of that in the
 * other, so that choosing the patches does not choose weak noise.
 *
 * <p>Sources: Ponomarenko et al., "An automatic approach to lossy compression of AVIRIS images", IGARSS 2007, and Colom, Buades,
 * "Analysis and extension of the Ponomarenko et al. method", IPOL 3, 2013 (cosine transform; patches chosen by some
 * frequencies, measured in others); Pyatykh, Hesser, Zheng, "Image noise level estimation by principal component analysis",
 * IEEE TIP 22(2), 2013 (the least variance of uncorrelated directions). The mixtures of channels and the weights 1 / λₖ are ours.
 */
public final class NoiseLevel {
    private static final int[] SIDES = {8, 6, 4, 3};
    /** Patches per dimension of one: to take patches of that size, and the least of all. */
    private static final int WANTED = 25;

    private static final int LEAST = 2;
    /** The quietest directions are measured, one of so many. */
    private static final int MEASURED = 8;
    /** In a small image some directions are quiet by chance: of fewer patches than MANY, more directions are measured. */
    private static final int MEASURED_OF_FEW = 4;

    private static final int MANY = 20_000;
    /** Patches measured: fewer find quieter places, more average better. 150 of 8×8 pixels give σ within some 3 %. */
    private static final int CHOSEN = 150;
    /** Side of a square of one value that is left out: large enough for none to be of noise. */
    private static final int FLAT = 8;
    /** Keeps the weight of a direction that nothing fills finite. */
    private static final double TINY = 1e-12;

    private NoiseLevel() {}

    /**
     * σ in the units of {@code y}. The picture's own grain, where it is weakest, is part of the noise:
     * √(grain² + σ²). Left out are pixels of exactly −1 or 1, where a picture's file cuts noise off, and squares of
     * 8×8 pixels of one value, which were drawn or cut off. Channels that are all equal count as one.
     *
     * @param y one image (1, C, H, W)
     * @param observed (1, 1, H, W), 1 where y was observed; null: everywhere
     * @throws IllegalArgumentException if too few patches of y are wholly observed
     */
    public static double estimate(Tensor y, @Nullable Tensor observed) {
        if (y.dim() != 4 || y.size(0) != 1) {
            throw new IllegalArgumentException(
                    "noise is estimated of one image (1, C, H, W), got " + Arrays.toString(y.shape()));
        }
        int width = Math.toIntExact(y.size(3));
        int plane = Math.toIntExact(y.size(2) * width);
        float[] values = distinct(y.toFloats(), plane);
        boolean[] usable = usable(values, plane, observed == null ? null : observed.expand(1, 1, y.size(2), width));
        return estimate(patches(values, varied(values, usable, width), width));
    }

    /** All channels, or the first if the others are the same. */
    private static float[] distinct(float[] values, int plane) {
        for (int i = plane; i < values.length; i++) {
            if (values[i] != values[i % plane]) {
                return values;
            }
        }
        return Arrays.copyOf(values, plane);
    }

    private static boolean[] usable(float[] values, int plane, @Nullable Tensor observed) {
        var usable = new boolean[plane];
        Arrays.fill(usable, true);
        for (int i = 0; i < values.length; i++) {
            usable[i % plane] &= Math.abs(values[i]) != 1;
        }
        if (observed != null) {
            float[] mask = observed.toFloats();
            for (int i = 0; i < plane; i++) {
                usable[i] &= mask[i] != 0;
            }
        }
        return usable;
    }

    /** The usable pixels but those in flat squares; all of them in a picture of nothing else. */
    private static boolean[] varied(float[] values, boolean[] usable, int width) {
        boolean[] varied = usable.clone();
        int height = usable.length / width;
        for (int row = 0; row + FLAT <= height; row++) {
            for (int column = 0; column + FLAT <= width; column++) {
                int corner = row * width + column;
                if (flat(values, usable.length, width, corner)) {
                    for (int line = 0; line < FLAT; line++) {
                        int from = corner + line * width;
                        Arrays.fill(varied, from, from + FLAT, false);
                    }
                }
            }
        }
        return IntStream.range(0, varied.length).anyMatch(i -> varied[i]) ? varied : usable;
    }

    private static boolean flat(float[] values, int plane, int width, int corner) {
        for (int at = corner; at < values.length; at += plane) {
            for (int i = 0; i < FLAT * FLAT; i++) {
                if (values[at + i / FLAT * width + i % FLAT] != values[at]) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The largest patches that there are enough of. */
    private static Patches patches(float[] values, boolean[] usable, int width) {
        for (int side : SIDES) {
            Patches patches = Patches.of(values, usable, width, side);
            if (patches.count() >= WANTED * patches.dimension()) {
                return patches;
            }
        }
        Patches patches = Patches.of(values, usable, width, SIDES[SIDES.length - 1]);
        if (patches.count() < LEAST * patches.dimension()) {
            throw new IllegalArgumentException("the noise cannot be estimated: " + patches.count() + " patches of "
                    + patches.side() + "x" + patches.side() + " pixels are wholly observed, not cut off at black or"
                    + " white and not flat, and " + LEAST * patches.dimension() + " are needed; give it as a number");
        }
        return patches;
    }

    private static double estimate(Patches patches) {
        try (var scope = Scope.open()) {
            PatchSpectrum spectrum = PatchSpectrum.of(patches);
            int quiet = spectrum.energies().length / (patches.count() < MANY ? MEASURED_OF_FEW : MEASURED);
            double[][] energies = patches.energies(spectrum.vectors(), weights(spectrum.energies(), quiet));
            return Math.sqrt(meanOfLeastBusy(energies[0], energies[1]));
        }
    }

    /** (2, K): how busy a patch is, from all directions but the quietest; its mean energy in these. */
    private static Tensor weights(double[] energies, int quiet) {
        int k = energies.length;
        var weights = new double[2 * k];
        for (int i = 0; i < k; i++) {
            weights[i] = i < quiet ? 0 : 1 / Math.max(energies[i], TINY) / (k - quiet);
            weights[k + i] = i < quiet ? 1.0 / quiet : 0;
        }
        return Tensor.of(weights, 2, k).to(DType.FLOAT32);
    }

    private static double meanOfLeastBusy(double[] busy, double[] quiet) {
        double[] sorted = busy.clone();
        Arrays.sort(sorted);
        double limit = sorted[Math.min(CHOSEN, sorted.length) - 1];
        return IntStream.range(0, busy.length)
                .filter(p -> busy[p] <= limit)
                .mapToDouble(p -> quiet[p])
                .average()
                .orElse(0);
    }
}
