package dev.limpid.job;

import dev.limpid.degradation.NoiseSetting;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.PartialObservation;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Problem;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Notices of a problem that goes beyond what a prior can know. */
final class PriorLimits {
    /** A local network knows textures, not things: beyond so many pixels it has nothing to continue. */
    private static final int WIDEST_HOLE = 64;

    private PriorLimits() {}

    /** @param shown the picture as it was given, (1, C, H, W) in [−1, 1] */
    static List<String> notices(DiffusionPrior prior, Problem problem, Tensor shown) {
        var notices = new ArrayList<String>();
        if (problem.noiseLevel() > prior.largestSigma()) {
            notices.add("the noise, " + NoiseSetting.describe(problem.noiseLevel() / 2)
                    + ", is more than the prior was trained on, "
                    + String.format(Locale.ROOT, "%.3g of a [0, 1] image", prior.largestSigma() / 2)
                    + ": the result there is a guess");
        }
        if (prior.isLocal()) {
            PictureKind.notice(shown).ifPresent(notices::add);
        }
        if (prior.isLocal()
                && problem.sought().a() instanceof ForwardOperator a
                && a instanceof PartialObservation partial
                && hasHole(partial.observed())) {
            notices.add("the mask leaves holes wider than " + WIDEST_HOLE
                    + " pixels: this prior cannot fill them, and the result there is smooth");
        }
        return notices;
    }

    /** Whether a square of more than {@link #WIDEST_HOLE} pixels is missing in one of the channels. */
    private static boolean hasHole(Tensor observed) {
        if (observed.dim() != 4 || Math.min(observed.size(2), observed.size(3)) <= WIDEST_HOLE) {
            return false;
        }
        for (int channel = 0; channel < observed.size(1); channel++) {
            try (var scope = Scope.open()) {
                Tensor plane = observed.narrow(0, 0, 1).narrow(1, channel, 1).contiguous();
                if (hasHole(plane.toFloats(), (int) observed.size(3))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The side of the largest missing square that ends at a pixel is one more than the least of those that end above and to the left. */
    private static boolean hasHole(float[] observed, int width) {
        var sides = new int[width];
        for (int at = 0; at < observed.length; at += width) {
            int aboveLeft = 0;
            for (int column = 0; column < width; column++) {
                int above = sides[column];
                int left = column == 0 ? 0 : sides[column - 1];
                sides[column] = observed[at + column] == 0 ? 1 + Math.min(aboveLeft, Math.min(above, left)) : 0;
                if (sides[column] > WIDEST_HOLE) {
                    return true;
                }
                aboveLeft = above;
            }
        }
        return false;
    }
}
