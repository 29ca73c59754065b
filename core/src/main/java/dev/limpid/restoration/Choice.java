package dev.limpid.restoration;

import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * What a {@link Selection} has chosen so far.
 *
 * @param chosen the selected iterates, (B, C, H, W)
 * @param best their scores, one per image, infinite before the first
 * @param outer the outer iteration that each comes from
 * @param settled whether an image's choice is final
 */
public record Choice(Tensor chosen, double[] best, int[] outer, boolean[] settled) {
    public Choice {
        long images = chosen.size(0);
        if (best.length != images || outer.length != images || settled.length != images) {
            throw new IllegalArgumentException("a choice among " + images + " images has one score, iteration and flag"
                    + " for each, got " + best.length + ", " + outer.length + " and " + settled.length);
        }
    }

    /** Nothing yet, for images of the shape of {@code like}. */
    static Choice none(Tensor like) {
        int images = (int) like.size(0);
        var best = new double[images];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        return new Choice(like.contiguous().zerosLike(), best, new int[images], new boolean[images]);
    }

    /** The same values in memory of their own, in the scope that is open. */
    Choice copy() {
        return new Choice(chosen.copy(), best.clone(), outer.clone(), settled.clone());
    }
}
