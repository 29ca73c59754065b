package dev.limpid.metric;

import dev.limpid.metric.Quantity.Better;
import dev.limpid.nn.Weights;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Span;
import dev.limpid.tensor.Tensor;
import dev.limpid.tensor.Tile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

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
        ALEX(31, 350),
        /** SqueezeNet 1.1, 7 layers; the smallest. */
        SQUEEZE(17, 750),
        /** VGG-16, 5 layers; usual as a loss. */
        VGG(16, 1650);

        private final int minimumSide;

        /** Bytes for each pixel of a pair of images. Measured: with {@value Lpips#SIDE} pixels on a side and less, the most of five sizes. */
        private final int bytes;

        Trunk(int minimumSide, int bytes) {
            this.minimumSide = minimumSide;
            this.bytes = bytes;
        }

        /** The least height and width, in pixels, for which the last layer has a pixel. */
        public int minimumSide() {
            return minimumSide;
        }
    }

    private static final float[] SHIFT = {-0.030f, -0.088f, -0.188f};
    private static final float[] SCALE = {0.458f, 0.448f, 0.450f};
    private static final double EPSILON = 1e-10;

    /** The largest stride of a layer, in pixels: the tiles of a large image, and their own parts, begin at multiples of it. */
    private static final int STRIDE = 16;

    /** Pixels on either side of a position that its features depend on at most, in any of the trunks. */
    private static final int REACH = 128;

    /** Pixels on a side of the tiles. */
    private static final int SIDE = 768;

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
    public static Quantity quantity(Trunk trunk) {
        String net = trunk.name().toLowerCase(Locale.ROOT);
        return new Quantity("lpips-" + net, "LPIPS-" + net, "", Better.LOWER, 3);
    }

    @Override
    public int minimumSide() {
        return trunk.minimumSide();
    }

    @Override
    public long memory(int height, int width) {
        return (long) trunk.bytes * Math.min(height, SIDE) * Math.min(width, SIDE);
    }

    /** {@inheritDoc} A gray image counts as the colour image with three equal channels. Nothing is kept for a gradient. */
    @Override
    public double[] of(Tensor image, Tensor truth) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            return isLarge(image) && Arrays.equals(image.shape(), truth.shape())
                    ? tiled(image, truth, SIDE)
                    : distance(colour(image), colour(truth)).toDoubles();
        }
    }

    private boolean isLarge(Tensor image) {
        return image.dim() == 4
                && Math.max(image.size(2), image.size(3)) > SIDE
                && Math.min(image.size(2), image.size(3)) >= trunk.minimumSide();
    }

    /** {@link #distance} of large images from the sums of each layer's map, tile by tile. */
    double[] tiled(Tensor image, Tensor truth, int side) {
        var sums = new double[heads.size()][(int) image.size(0)];
        var positions = new double[heads.size()];
        for (Tile tile : Tile.grid(parts(image.size(2), side), parts(image.size(3), side))) {
            try (var scope = Scope.open()) {
                List<Tensor> maps = maps(colour(tile.of(image)), colour(tile.of(truth)));
                for (int k = 0; k < maps.size(); k++) {
                    Tensor own = own(own(maps.get(k), 2, tile.rows(), k), 3, tile.columns(), k);
                    positions[k] += own.size(2) * own.size(3);
                    double[] part = own.sum(1, 2, 3).toDoubles();
                    for (int b = 0; b < part.length; b++) {
                        sums[k][b] += part[b];
                    }
                }
            }
        }
        return IntStream.range(0, (int) image.size(0))
                .mapToDouble(b -> IntStream.range(0, sums.length)
                        .mapToDouble(k -> sums[k][b] / positions[k])
                        .sum())
                .toArray();
    }

    private static List<Span> parts(long length, int side) {
        return Span.cover((int) length, side, 2 * REACH, 2 * STRIDE);
    }

    /** The positions of layer k that belong to a part of the image alone; the last part's go on to the end. */
    private Tensor own(Tensor map, int dim, Span part, int k) {
        int stride = net.strides()[k];
        int from = (part.from() - part.start()) / stride;
        long to = part.to() == part.end() ? map.size(dim) : (part.to() - part.start()) / stride;
        return map.narrow(dim, from, to - from);
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
        return maps(x, reference).stream()
                .map(map -> map.mean(2, 3).reshape(x.size(0)))
                .toList();
    }

    /** Each layer's weighted squared difference at every position, (B, 1, H_k, W_k). */
    private List<Tensor> maps(Tensor x, Tensor reference) {
        if (!Arrays.equals(x.shape(), reference.shape())) {
            throw new IllegalArgumentException("LPIPS needs two images of one shape, got " + Arrays.toString(x.shape())
                    + " and " + Arrays.toString(reference.shape()));
        }
        Tensor a = normalised(x);
        Tensor b = normalised(reference);
        List<Tensor> maps = new ArrayList<>();
        for (int k = 0; k < heads.size(); k++) {
            // Features are large, and those of a layer serve the next one alone.
            a = replaced(a, k);
            b = replaced(b, k);
            maps.add(map(a, b, heads.get(k)));
        }
        return maps;
    }

    private Tensor replaced(Tensor before, int k) {
        Tensor next = net.apply(k, before);
        before.release();
        return next;
    }

    private static Tensor map(Tensor a, Tensor b, Tensor head) {
        return Scope.tidy(() ->
                Functional.conv2d(Scope.tidy(() -> unit(a).sub(unit(b))).square(), head, null, 1, 0, 1));
    }

    /** The trunk's features (B, C_k, H_k, W_k) of images in [−1, 1], before they are brought to unit length. */
    public List<Tensor> features(Tensor x) {
        List<Tensor> features = new ArrayList<>();
        Tensor h = normalised(x);
        for (int k = 0; k < heads.size(); k++) {
            h = net.apply(k, h);
            features.add(h);
        }
        return features;
    }

    private Tensor normalised(Tensor x) {
        int least = trunk.minimumSide();
        if (x.dim() != 4 || x.size(1) != 3 || x.size(2) < least || x.size(3) < least) {
            throw new IllegalArgumentException(
                    "LPIPS with trunk " + trunk + " needs images (B, 3, H, W) with sides of at" + " least " + least
                            + " pixels, got " + Arrays.toString(x.shape()));
        }
        return Scope.tidy(() -> x.sub(shift).div(scale));
    }

    /** f / (‖f‖ + ε) at every pixel, over the channels. */
    static Tensor unit(Tensor f) {
        // ε² under the root, far below rounding elsewhere, keeps the gradient finite where all features are 0.
        return Scope.tidy(() -> {
            Tensor squared = Scope.tidy(() -> f.square().sum(1));
            return f.div(squared.add(EPSILON * EPSILON).sqrt().add(EPSILON));
        });
    }
}
