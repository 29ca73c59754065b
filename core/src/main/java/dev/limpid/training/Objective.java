package dev.limpid.training;

import dev.limpid.nn.Weights;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The aim of a network: how it is built and begins, what it is shown, its loss, how it is looked at, and what its file says.
 * One for each kind of network; {@link Trainer} and {@link TrainingRun} know no other difference between the kinds.
 */
public abstract class Objective {
    Objective() {}

    /** The values of a training where nothing else is said. */
    public abstract TrainingConfig standard();

    /** Channels of a picture. */
    public abstract int channels();

    /** The side of the largest square that is drawn from a picture, in pixels; smaller pictures are of no use. */
    public abstract int size();

    /** The squares that the network is shown, for people: {@code 3 x 64 x 64}. */
    public abstract String shown();

    /** Names of the noise levels at which held-out pictures are looked at, as in the headers of curves. */
    public abstract List<String> levels();

    /** Number of the network's weights. */
    public final long weights() {
        return WeightVector.of(this).count();
    }

    /** The network in the names that readers of its file know. */
    abstract Map<String, String> architecture();

    /** The rest of what readers of its file must know: what it predicts, in which units. */
    abstract Map<String, String> conventions();

    /** The settings of its own that a resumed training must share, by name. */
    public abstract Map<String, String> settings();

    /** How squares are drawn from pictures, and which square of a held-out picture is looked at. */
    public abstract Augmentation augmentation();

    /** The weights before the first step. */
    abstract Weights drawn(Rng rng);

    /** Whether a weight belongs to a layer that meets neither the pictures nor the result. */
    abstract boolean isInner(String weight);

    /** The network with given weights. */
    abstract Learner learner(Weights weights);

    /**
     * The batches that the network is shown.
     *
     * @param memory bytes of the Java heap for decoded pictures
     * @throws IllegalArgumentException if the folder has no picture
     */
    abstract BatchSource batches(ImageFolder pictures, TrainingConfig config, long memory);

    /** From which step on another number of planned steps would have changed what was shown. */
    abstract long changesFrom(long steps);

    /**
     * The loss of a prior on held-out pictures.
     *
     * @param level place among {@link #levels}
     * @param x0 (B, C, S, S) in [−1, 1]
     * @param noise of its shape, standard normal
     */
    abstract double heldOutLoss(DiffusionPrior prior, int level, Tensor x0, Tensor noise);

    /** Writes pictures that show what the prior can do, the same ones every time; nothing where it takes pictures to show it. */
    abstract void sheet(DiffusionPrior prior, Validation heldOut, Device device, long seed, Path file)
            throws IOException;
}
