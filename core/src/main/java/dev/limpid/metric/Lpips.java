package dev.limpid.metric;

import dev.limpid.nn.Weights;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Learned perceptual image patch similarity, version 0.1: the weighted squared difference of unit-length features of a
 * classification network, averaged over the pixels and summed over its layers. 0 for equal images; smaller is more alike.
 *
 * <p>Shapes: images (B, 3, H, W) in [−1, 1], of at least {@link Trunk#minimumSide} pixels a side; one number per image, (B).
 * Differentiable in both images.
 *
 * <p>Source: Zhang et al., "The unreasonable effectiveness of deep features as a perceptual metric", CVPR 2018; the authors'
 * PerceptualSimilarity, {@code lpips/lpips.py}.
 */
public final class Lpips implements Metric {
    /** The classification network. */
    public enum Trunk {
        /** AlexNet, 5 layers; what papers report. */
        ALEX(31),
        /** SqueezeNet 1.1, 7 layers; the smallest. */
        SQUEEZE(17),
        /** VGG-16, 5 layers; usual as a loss. */
        VGG(16);

        private final int minimumSide;

        Trunk(int minimumSide) {
            this.minimumSide = minimumSide;
        }

        /** The least height and width, in pixels, for which the last layer has a pixel. */
        public int minimumSide() {
            return minimumSide;
        }
    }

    private static final float[] SHIFT = {-0.030f, -0.088f, -0.188f};
    private static final float[] SCALE = {0.458f, 0.448f, 0.450f};
    private static final double EPSILON = 1e-10;

    private final Trunk trunk;
    private final Tensor shift;
    private final Tensor scale;
    private final LpipsTrunk net;
    private final List<Tensor> heads = new ArrayList<>();

    /**
     * @param weights the names of the authors' state dict: {@code net.slice1.0.weight} …, {@code lin0.model.1.weight} …
     * @throws IllegalArgumentException if one is missing or has another shape
     */
    public Lpips(Trunk trunk, Weights weights) {
        this.trunk = trunk;
        // The state dict repeats these constants, and below the heads.
        weights.expect("scaling_layer.shift", 1, 3, 1, 1);
        weights.expect("scaling_layer.scale", 1, 3, 1, 1);
        net = LpipsTrunk.of(trunk, weights.at("net"));
        int[] channels = net.channels();
        for (int k = 0; k < channels.length; k++) {
            heads.add(weights.get("lin" + k + ".model.1.weight", 1, channels[k], 1, 1));
        }
        for (int k = 0; k < channels.length; k++) {
            weights.expect("lins." + k + ".model.1.weight", 1, channels[k], 1, 1);
        }
        shift = Tensor.of(SHIFT, 1, 3, 1, 1).to(heads.get(0).device());
        scale = Tensor.of(SCALE, 1, 3, 1, 1).to(heads.get(0).device());
    }

    /** {@code LPIPS-squeeze}, {@code LPIPS-alex} or {@code LPIPS-vgg}: numbers of different trunks must not be compared. */
    @Override
    public Quantity quantity() {
        return quantity(trunk);
    }

    /** The name of its numbers with a trunk. */
    static Quantity quantity(Trunk trunk) {
        String net = trunk.name().toLowerCase(Locale.ROOT);
        return new Quantity("lpips-" + net, "LPIPS-" + net, "", false, 3);
    }

    @Override
    public int minimumSide() {
        return trunk.minimumSide();
    }

    /** {@inheritDoc} A gray image counts as the colour image with three equal channels. Nothing is kept for a gradient. */
    @Override
    public double[] of(Tensor image, Tensor truth) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            return distance(colour(image), colour(truth)).toDoubles();
        }
    }

    private Tensor colour(Tensor image) {
        Tensor x = image.to(DType.FLOAT32).to(shift.device()).clamp(-1, 1);
        return x.dim() == 4 && x.size(1) == 1 ? x.expand(x.size(0), 3, x.size(2), x.size(3)) : x;
    }

    /**
     * The distance of each image from its reference, (B), differentiable; values beyond [−1, 1] are not clipped.
     *
     * @throws IllegalArgumentException if the shapes differ, are not (B, 3, H, W), or a side is too small for the trunk
     */
    public Tensor distance(Tensor x, Tensor reference) {
        return layers(x, reference).stream().reduce(Tensor::add).orElseThrow();
    }

    /** The contribution of each layer of the trunk to {@link #distance}, (B) each. */
    public List<Tensor> layers(Tensor x, Tensor reference) {
        if (!Arrays.equals(x.shape(), reference.shape())) {
            throw new IllegalArgumentException("LPIPS needs two images of one shape, got " + Arrays.toString(x.shape())
                    + " and " + Arrays.toString(reference.shape()));
        }
        List<Tensor> a = features(x);
        List<Tensor> b = features(reference);
        List<Tensor> layers = new ArrayList<>();
        for (int k = 0; k < a.size(); k++) {
            Tensor difference = unit(a.get(k)).sub(unit(b.get(k))).square();
            layers.add(Functional.conv2d(difference, heads.get(k), null, 1, 0, 1)
                    .mean(2, 3)
                    .reshape(x.size(0)));
        }
        return layers;
    }

    /** The trunk's features (B, C_k, H_k, W_k) of images in [−1, 1], before they are brought to unit length. */
    public List<Tensor> features(Tensor x) {
        int least = trunk.minimumSide();
        if (x.dim() != 4 || x.size(1) != 3 || x.size(2) < least || x.size(3) < least) {
            throw new IllegalArgumentException(
                    "LPIPS with trunk " + trunk + " needs images (B, 3, H, W) with sides of at" + " least " + least
                            + " pixels, got " + Arrays.toString(x.shape()));
        }
        return net.apply(x.sub(shift).div(scale));
    }

    /** f / (‖f‖ + ε) at every pixel, over the channels. */
    private static Tensor unit(Tensor f) {
        // ε² under the root, far below rounding elsewhere, keeps the gradient finite where all features are 0.
        Tensor norm = f.square().sum(1).add(EPSILON * EPSILON).sqrt();
        return f.div(norm.add(EPSILON));
    }
}
