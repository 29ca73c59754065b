package dev.limpid.prior;

import dev.limpid.nn.Weights;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.List;

/** Small UNets with random weights, for tests of what does not depend on what a network has learned. */
public final class TinyUNet {
    private TinyUNet() {}

    /** A network of two resolutions with attention at the coarser one, for images of 8 × 8 and more. */
    public static UNet of(long seed) {
        return new UNet(config(4, -1, -1, true, true, false, 0, false), weights(seed));
    }

    /** As a prior of images of 8 × 8. */
    public static DiffusionPrior prior(long seed) {
        return DiffusionPrior.of(of(seed), NoiseSchedule.linear());
    }

    static UNetConfig config(
            int heads,
            int headChannels,
            int upHeads,
            boolean scaleShift,
            boolean updown,
            boolean learnSigma,
            int classes,
            boolean newOrder) {
        return new UNetConfig(
                8,
                3,
                32,
                1,
                List.of(1.0, 2.0),
                List.of(4),
                heads,
                headChannels,
                upHeads,
                scaleShift,
                updown,
                learnSigma,
                classes,
                newOrder);
    }

    /** Normal weights that keep the size of what passes through a layer; gains of norms about 1. */
    public static Weights weights(long seed) {
        return (name, shape) -> {
            Tensor normal = Rng.of(seed).purpose(name).normal(shape);
            if (shape.length == 1) {
                return normal.mul(0.1).add(name.endsWith(".weight") ? 1 : 0);
            }
            double fanIn = 1;
            for (int d = 1; d < shape.length; d++) {
                fanIn *= shape[d];
            }
            return normal.div(Math.sqrt(fanIn));
        };
    }
}
