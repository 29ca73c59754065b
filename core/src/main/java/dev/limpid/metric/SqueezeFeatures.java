package dev.limpid.metric;

import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * The last features of SqueezeNet 1.1, 512 of them, averaged over an image of any size. As in LPIPS they have one length at every
 * position, here √512, so that a feature is about 1 as those of Inception are. Distances of them are <em>not</em> the published FID and KID,
 * whose network is Inception.
 *
 * @param lpips LPIPS with SqueezeNet, whose network it is
 */
public record SqueezeFeatures(Lpips lpips) implements FeatureNetwork {
    static final String SUFFIX = "-squeeze";

    public SqueezeFeatures {
        if (!lpips.quantity().equals(Lpips.quantity(Lpips.Trunk.SQUEEZE))) {
            throw new IllegalArgumentException("features of SqueezeNet need its LPIPS, got "
                    + lpips.quantity().label());
        }
    }

    @Override
    public String suffix() {
        return SUFFIX;
    }

    @Override
    public int minimumSide() {
        return lpips.minimumSide();
    }

    @Override
    public Tensor features(Tensor x) {
        List<Tensor> layers = lpips.features(x);
        Tensor last = layers.get(layers.size() - 1);
        return Lpips.unit(last).mul(Math.sqrt((double) last.size(1))).mean(2, 3).reshape(last.size(0), last.size(1));
    }
}
