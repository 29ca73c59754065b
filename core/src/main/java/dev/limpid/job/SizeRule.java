package dev.limpid.job;

import dev.limpid.degradation.Degradation;
import dev.limpid.degradation.OptionFiles;
import dev.limpid.prior.DiffusionPrior;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * The sizes that images may have.
 *
 * @param side of the square ones that a prior names; empty where every size is as good
 * @param orLarger whether larger ones of every shape are taken, too
 */
record SizeRule(OptionalInt side, boolean orLarger) {
    static final SizeRule ANY = new SizeRule(OptionalInt.empty(), true);

    /**
     * The rule for a job's image that a prior has to do with.
     *
     * @param cut whether the image is brought to the prior's size
     */
    static SizeRule of(DiffusionPrior prior, boolean cut) {
        return prior.isLocal() && !cut ? ANY : new SizeRule(OptionalInt.of(prior.imageSize()), !cut);
    }

    boolean allows(int height, int width) {
        return side.isEmpty()
                || (height == side.getAsInt() && width == side.getAsInt())
                || (orLarger && Math.min(height, width) >= side.getAsInt());
    }

    /**
     * The side of the images that a picture's degradation is made for, where the picture tells no other: that of its shorter side,
     * and no less than the prior's. The size of an unknown kernel is guessed by it.
     */
    int guessed(int height, int width) {
        return Math.max(Math.min(height, width), side.orElse(1));
    }

    /** The side of a picture's image where it must be that, and empty where the image keeps the size that the picture gives it. */
    OptionalInt forced(JobRequest request, Job job, int pictureHeight, int pictureWidth, OptionFiles files)
            throws IOException {
        if (side.isEmpty() || !orLarger) {
            return side;
        }
        int height = pictureHeight;
        int width = pictureWidth;
        if (!request.simulate()) {
            Degradation given = SoughtSize.degradation(request, job, guessed(height, width), files);
            if (given.measuredHeight(side.getAsInt()) == height && given.measuredWidth(side.getAsInt()) == width) {
                return side;
            }
            height = given.imageHeight(height);
            width = given.imageWidth(width);
        }
        return allows(height, width) ? OptionalInt.empty() : side;
    }
}
