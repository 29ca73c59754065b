package dev.limpid.restoration;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * The iterates that a {@link Selection} has chosen so far, one for each image.
 *
 * @param x the selected iterates, (B, C, H, W)
 * @param score their scores, one per image, infinite before the first
 * @param step the outer iteration or reverse step that each comes from
 * @param settled whether an image's choice is final
 */
record Selected(Tensor x, double[] score, int[] step, boolean[] settled) {
    public Selected {
        long images = x.size(0);
        if (score.length != images || step.length != images || settled.length != images) {
            throw new IllegalArgumentException("a choice among " + images + " images has one score, step and flag"
                    + " for each, got " + score.length + ", " + step.length + " and " + settled.length);
        }
    }

    /** Nothing yet, for images of that shape on a device. */
    static Selected none(Device device, long... shape) {
        int images = (int) shape[0];
        var score = new double[images];
        Arrays.fill(score, Double.POSITIVE_INFINITY);
        return new Selected(Tensor.zeros(shape).to(device), score, new int[images], new boolean[images]);
    }

    /** The same values in memory of their own, in the scope that is open. */
    Selected copy() {
        return new Selected(x.copy(), score.clone(), step.clone(), settled.clone());
    }

    Selected to(Device device) {
        return new Selected(x.to(device), score, step, settled);
    }
}
