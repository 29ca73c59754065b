package dev.limpid.metric;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Svd;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The standard deviation of an image's white Gaussian noise, from the image alone.
 *
 * <p>Small patches of an image vary in few directions, those of its structure; in the others only the noise varies. The
 * covariance of all patches, of all channels together, therefore has a tail of equal eigenvalues σ². The tail begins where the
 * mean of the remaining eigenvalues is their median. Where texture leaves no pure tail, patches are chosen whose gradients the
 * noise found so far explains, and their covariance is taken instead, as long as that lowers σ.
 *
 * <p>Sources: Chen, Zhu, Heng, "An efficient statistical method for image noise level estimation", ICCV 2015, §3 (the tail);
 * Liu, Tanaka, Okutomi, "Single-image noise level estimation for blind denoising", IEEE TIP 22(12), 2013, §III (weak texture).
 */
public final class NoiseLevel {
    /** Patches of a gray image are larger, because it has no other channels to tell its structure from noise. */
    private static final int[] GRAY_SIDES = {7, 5, 4, 3};

    private static final int[] SIDES = {5, 4, 3};
    /** Patches per dimension of one: for a covariance, for the least of all, and for one of chosen patches. */
    private static final int WANTED = 10;

    private static final int LEAST = 2;
    private static final int CHOSEN = 20;
    private static final int ROUNDS = 10;
    /** The standard normal quantile of 0.999: that share of pure noise's patches is chosen, so that choosing biases nothing. */
    private static final double QUANTILE = 3.090;

    private NoiseLevel() {}

    /**
     * σ in the units of {@code y}. Within 10 % for photographs that are blurred, and for sharp ones where their own grain and
     * texture, which no method tells from noise, are well below σ. Patches with values of exactly −1 or 1 are left out:
     * a picture's file cuts noise off there.
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
        boolean[] usable = usable(y, observed);
        for (int side : y.size(1) == 1 ? GRAY_SIDES : SIDES) {
            Patches patches = Patches.of(y, usable, side);
            if (patches.count() >= WANTED * patches.dimension()) {
                return estimate(patches);
            }
        }
        Patches patches = Patches.of(y, usable, SIDES[SIDES.length - 1]);
        if (patches.count() < LEAST * patches.dimension()) {
            throw new IllegalArgumentException("the noise cannot be estimated: " + patches.count() + " patches of "
                    + patches.side() + "x" + patches.side() + " pixels are wholly observed and not cut off at black or"
                    + " white, and " + LEAST * patches.dimension() + " are needed; give it as a number");
        }
        return estimate(patches);
    }

    private static boolean[] usable(Tensor y, @Nullable Tensor observed) {
        int channels = (int) y.size(1);
        int plane = Math.toIntExact(y.size(2) * y.size(3));
        var usable = new boolean[plane];
        Arrays.fill(usable, true);
        float[] values = y.toFloats();
        for (int i = 0; i < channels * plane; i++) {
            usable[i % plane] &= Math.abs(values[i]) != 1;
        }
        if (observed != null) {
            float[] mask = observed.expand(1, 1, y.size(2), y.size(3)).toFloats();
            for (int i = 0; i < plane; i++) {
                usable[i] &= mask[i] != 0;
            }
        }
        return usable;
    }

    private static double estimate(Patches patches) {
        double[] gradients = patches.gradients();
        double sigma = Math.sqrt(tail(patches, gradients, Double.POSITIVE_INFINITY));
        double explained = explained(patches);
        for (int round = 0; round < ROUNDS; round++) {
            double limit = explained * sigma * sigma;
            long chosen = Arrays.stream(gradients).filter(g -> g <= limit).count();
            if (chosen < (long) CHOSEN * patches.dimension()) {
                break;
            }
            double next = Math.sqrt(tail(patches, gradients, limit));
            if (next >= 0.999 * sigma) {
                break;
            }
            sigma = next;
        }
        return sigma;
    }

    /** σ² from the eigenvalues' tail, over the patches whose gradients are within a limit. */
    private static double tail(Patches patches, double[] gradients, double limit) {
        int n = patches.dimension();
        double[] eigenvalues;
        try (var scope = Scope.open()) {
            // Of a covariance the singular values are the eigenvalues; the largest first.
            eigenvalues = Svd.of(patches.covariance(gradients, limit)).s().toDoubles();
        }
        for (int from = 0; from < n; from++) {
            double mean = Arrays.stream(eigenvalues, from, n).average().orElse(0);
            long above =
                    Arrays.stream(eigenvalues, from, n).filter(v -> v > mean).count();
            long below =
                    Arrays.stream(eigenvalues, from, n).filter(v -> v < mean).count();
            if (above >= below) {
                return mean;
            }
        }
        return eigenvalues[n - 1];
    }

    /**
     * The quantile of a patch's squared differences between neighbours, for noise of σ = 1: Σ d² = zᵀ L z with L the Laplacian
     * of the patch's grid has the mean tr L and the variance 2 tr L², and is nearly gamma distributed (Wilson and Hilferty's
     * approximation).
     */
    private static double explained(Patches patches) {
        int d = patches.side();
        int channels = patches.dimension() / (d * d);
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < d * d; i++) {
            int degree = (i % d > 0 ? 1 : 0) + (i % d < d - 1 ? 1 : 0) + (i >= d ? 1 : 0) + (i < d * (d - 1) ? 1 : 0);
            trace += degree;
            squares += degree * degree + degree;
        }
        double mean = channels * trace;
        double variance = 2 * channels * squares;
        double ninth = variance / (9 * mean * mean);
        return mean * Math.pow(1 - ninth + QUANTILE * Math.sqrt(ninth), 3);
    }
}
