package dev.limpid.priorcheck;

import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation.Flips;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Whether a prior draws pictures that it was trained on. A sample counts as a copy where it is less than a third as far from
 * one training picture as from the next. How far samples are from training pictures at all is told beside how far unseen
 * pictures are; but smooth samples are near to everything, so that this alone proves nothing.
 *
 * <p>Source: Yoon et al., "Diffusion probabilistic models generalize when they fail to memorize", ICML 2023 workshop on
 * structured probabilistic inference (the third).
 *
 * @param trained number of training pictures
 * @param samples the training pictures nearest to each sample
 * @param unseen those nearest to each picture that the prior has not seen
 * @param known number of pictures that were to be unseen and are among the training pictures; not part of {@code unseen}
 */
public record Memorisation(int trained, NearestPictures samples, NearestPictures unseen, int known) {
    /** Half a level of eight bits: what the same picture differs by in another file. */
    private static final double SAME = 0.5 / 255;

    private static final double THIRD = 1.0 / 3;

    /** Pictures are the same where their files are, or where they differ by less than half a level. */
    public static Memorisation of(Tensor samples, PictureSet asked, PictureSet learned, Flips flips) {
        var hashes = new HashSet<>(learned.hashes());
        NearestPictures nearest = NearestPictures.of(asked.pictures(), learned.pictures(), flips);
        int[] unseen = IntStream.range(0, asked.count())
                .filter(i -> !hashes.contains(asked.hashes().get(i)) && nearest.distance()[i] >= SAME)
                .toArray();
        return new Memorisation(
                learned.count(),
                NearestPictures.of(samples, learned.pictures(), flips),
                nearest.only(unseen),
                asked.count() - unseen.length);
    }

    /** How many samples are copies. */
    public int copies() {
        return copies(samples);
    }

    static int copies(NearestPictures of) {
        return (int) IntStream.range(0, of.distance().length)
                .filter(i -> of.distance()[i] < SAME || of.distance()[i] < THIRD * of.next()[i])
                .count();
    }

    /** The findings, in words and numbers, one line each. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        int n = samples.distance().length;
        int m = unseen.distance().length;
        if (known > 0) {
            lines.add(known + " of the " + (known + m) + " pictures of --data are among the training pictures"
                    + (m == 0 ? ": what unseen ones are like is not known." : "; they do not count as unseen."));
        }
        lines.add(String.format(
                        Locale.ROOT, "Nearest of %d training pictures, median root mean square difference:", trained)
                + String.format(Locale.ROOT, " %.4f from samples", samples.median())
                + (m == 0 ? "." : String.format(Locale.ROOT, ", %.4f from unseen pictures.", unseen.median())));
        lines.add(copies() + " of " + n + " samples"
                + (m == 0 ? "" : ", and " + copies(unseen) + " of " + m + " unseen pictures,")
                + " are less than a third as far from one training picture as from the next.");
        lines.add(verdict(n, m));
        return lines;
    }

    private String verdict(int n, int m) {
        if (copies() == 0) {
            // With that many copies or more, n samples without one have a chance of 5 %.
            double bound = 100 * (1 - Math.pow(0.05, 1.0 / n));
            return String.format(
                    Locale.ROOT, "No sample is a copy; with 95 %% confidence fewer than %.0f %% of all are.", bound);
        }
        return (long) copies() * m > (long) copies(unseen) * n || m == 0
                ? "The prior remembers pictures: train on more, or shorter."
                : "So alike are unseen pictures, too: the training pictures have near copies of one another.";
    }

    /**
     * The first samples, each with the training picture that is nearest to it, one after the other.
     *
     * @param drawn the samples, (N, C, H, W)
     * @param most the number of samples that are shown, if there are so many
     */
    public Tensor pairs(Tensor drawn, PictureSet learned, int most) {
        var pairs = new ArrayList<Tensor>();
        for (int i = 0; i < Math.min(most, drawn.size(0)); i++) {
            pairs.add(drawn.narrow(0, i, 1));
            pairs.add(learned.picture(samples.index()[i]));
        }
        return Tensor.cat(pairs, 0);
    }
}
