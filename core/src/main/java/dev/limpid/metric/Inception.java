package dev.limpid.metric;

import dev.limpid.nn.Weights;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Functional.Padding;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Inception-v3 up to its 2048 features, in the form of pytorch-fid: the network of the published FID and KID. Images are brought to
 * 299 × 299 by bilinear interpolation without smoothing; averages leave out the pixels of the border, and the last block takes maxima.
 *
 * <p>Source: Szegedy et al., "Rethinking the Inception architecture for computer vision", CVPR 2016; pytorch-fid,
 * {@code pt_inception-2015-12-05-6726825d.pth}, whose weights are those of TensorFlow's network of 2015.
 */
public final class Inception implements FeatureNetwork {
    /** Nothing: the published names have none. */
    static final String SUFFIX = "";

    private static final int SIDE = 299;
    private static final double EPSILON = 1e-3;

    private final List<UnaryOperator<Tensor>> stages = new ArrayList<>();

    /** @param weights the names of the state dict: {@code Conv2d_1a_3x3.conv.weight} … */
    public Inception(Weights weights) {
        add(conv(weights.at("Conv2d_1a_3x3"), 3, 32, 3, 3, 2, 0));
        add(conv(weights.at("Conv2d_2a_3x3"), 32, 32, 3, 3, 1, 0));
        add(conv(weights.at("Conv2d_2b_3x3"), 32, 64, 3, 3, 1, 1));
        add(Inception::halve);
        add(conv(weights.at("Conv2d_3b_1x1"), 64, 80, 1, 1, 1, 0));
        add(conv(weights.at("Conv2d_4a_3x3"), 80, 192, 3, 3, 1, 0));
        add(Inception::halve);
        add(blockA(weights.at("Mixed_5b"), 192, 32));
        add(blockA(weights.at("Mixed_5c"), 256, 64));
        add(blockA(weights.at("Mixed_5d"), 288, 64));
        add(blockB(weights.at("Mixed_6a"), 288));
        add(blockC(weights.at("Mixed_6b"), 128));
        add(blockC(weights.at("Mixed_6c"), 160));
        add(blockC(weights.at("Mixed_6d"), 160));
        add(blockC(weights.at("Mixed_6e"), 192));
        add(blockD(weights.at("Mixed_7a"), 768));
        add(blockE(weights.at("Mixed_7b"), 1280, Inception::average));
        add(blockE(weights.at("Mixed_7c"), 2048, Inception::maximum));
        weights.expect("fc.weight", 1008, 2048);
        weights.expect("fc.bias", 1008);
    }

    private void add(UnaryOperator<Tensor> stage) {
        stages.add(stage);
    }

    @Override
    public String suffix() {
        return SUFFIX;
    }

    @Override
    public int minimumSide() {
        return 1;
    }

    @Override
    public Tensor features(Tensor x) {
        Tensor h = Functional.resizeBilinear(x, SIDE, SIDE);
        for (UnaryOperator<Tensor> stage : stages) {
            Tensor before = h;
            h = Scope.tidy(() -> stage.apply(before));
        }
        return h.mean(2, 3).reshape(h.size(0), h.size(1));
    }

    private static UnaryOperator<Tensor> blockA(Weights w, int in, int pool) {
        return together(
                conv(w.at("branch1x1"), in, 64, 1, 1, 1, 0),
                chain(same(w.at("branch5x5_1"), in, 48, 1, 1), same(w.at("branch5x5_2"), 48, 64, 5, 5)),
                chain(
                        same(w.at("branch3x3dbl_1"), in, 64, 1, 1),
                        same(w.at("branch3x3dbl_2"), 64, 96, 3, 3),
                        same(w.at("branch3x3dbl_3"), 96, 96, 3, 3)),
                chain(Inception::average, same(w.at("branch_pool"), in, pool, 1, 1)));
    }

    private static UnaryOperator<Tensor> blockB(Weights w, int in) {
        return together(
                conv(w.at("branch3x3"), in, 384, 3, 3, 2, 0),
                chain(
                        same(w.at("branch3x3dbl_1"), in, 64, 1, 1),
                        same(w.at("branch3x3dbl_2"), 64, 96, 3, 3),
                        conv(w.at("branch3x3dbl_3"), 96, 96, 3, 3, 2, 0)),
                Inception::halve);
    }

    private static UnaryOperator<Tensor> blockC(Weights w, int c7) {
        int in = 768;
        int out = 192;
        return together(
                same(w.at("branch1x1"), in, out, 1, 1),
                chain(
                        same(w.at("branch7x7_1"), in, c7, 1, 1),
                        same(w.at("branch7x7_2"), c7, c7, 1, 7),
                        same(w.at("branch7x7_3"), c7, out, 7, 1)),
                chain(
                        same(w.at("branch7x7dbl_1"), in, c7, 1, 1),
                        same(w.at("branch7x7dbl_2"), c7, c7, 7, 1),
                        same(w.at("branch7x7dbl_3"), c7, c7, 1, 7),
                        same(w.at("branch7x7dbl_4"), c7, c7, 7, 1),
                        same(w.at("branch7x7dbl_5"), c7, out, 1, 7)),
                chain(Inception::average, same(w.at("branch_pool"), in, out, 1, 1)));
    }

    private static UnaryOperator<Tensor> blockD(Weights w, int in) {
        return together(
                chain(same(w.at("branch3x3_1"), in, 192, 1, 1), conv(w.at("branch3x3_2"), 192, 320, 3, 3, 2, 0)),
                chain(
                        same(w.at("branch7x7x3_1"), in, 192, 1, 1),
                        same(w.at("branch7x7x3_2"), 192, 192, 1, 7),
                        same(w.at("branch7x7x3_3"), 192, 192, 7, 1),
                        conv(w.at("branch7x7x3_4"), 192, 192, 3, 3, 2, 0)),
                Inception::halve);
    }

    private static UnaryOperator<Tensor> blockE(Weights w, int in, UnaryOperator<Tensor> pool) {
        return together(
                same(w.at("branch1x1"), in, 320, 1, 1),
                chain(
                        same(w.at("branch3x3_1"), in, 384, 1, 1),
                        together(
                                same(w.at("branch3x3_2a"), 384, 384, 1, 3),
                                same(w.at("branch3x3_2b"), 384, 384, 3, 1))),
                chain(
                        same(w.at("branch3x3dbl_1"), in, 448, 1, 1),
                        same(w.at("branch3x3dbl_2"), 448, 384, 3, 3),
                        together(
                                same(w.at("branch3x3dbl_3a"), 384, 384, 1, 3),
                                same(w.at("branch3x3dbl_3b"), 384, 384, 3, 1))),
                chain(pool, same(w.at("branch_pool"), in, 192, 1, 1)));
    }

    @SafeVarargs
    private static UnaryOperator<Tensor> chain(UnaryOperator<Tensor>... layers) {
        return x -> {
            Tensor h = x;
            for (UnaryOperator<Tensor> layer : layers) {
                Tensor before = h;
                h = Scope.tidy(() -> layer.apply(before));
            }
            return h;
        };
    }

    /** The results of all branches, channel after channel. */
    @SafeVarargs
    private static UnaryOperator<Tensor> together(UnaryOperator<Tensor>... branches) {
        return x -> {
            var results = new ArrayList<Tensor>();
            for (UnaryOperator<Tensor> branch : branches) {
                results.add(Scope.tidy(() -> branch.apply(x)));
            }
            return Tensor.cat(results, 1);
        };
    }

    /** A layer that keeps the image's size. */
    private static UnaryOperator<Tensor> same(Weights w, int in, int out, int height, int width) {
        Layer layer = Layer.of(w, in, out, height, width);
        return x -> layer.apply(x, 1, height / 2, width / 2);
    }

    private static UnaryOperator<Tensor> conv(
            Weights w, int in, int out, int height, int width, int stride, int padding) {
        Layer layer = Layer.of(w, in, out, height, width);
        return x -> layer.apply(x, stride, padding, padding);
    }

    /** A convolution, its normalisation by fixed statistics, which is a part of its weights here, and ReLU. */
    private record Layer(Tensor weight, Tensor bias) {
        static Layer of(Weights w, int in, int out, int height, int width) {
            try (var scope = Scope.open()) {
                Tensor weight = w.get("conv.weight", out, in, height, width);
                Tensor gain = w.get("bn.weight", out);
                Tensor shift = w.get("bn.bias", out);
                Tensor mean = w.get("bn.running_mean", out);
                Tensor factor =
                        gain.div(w.get("bn.running_var", out).add(EPSILON).sqrt());
                return new Layer(
                        scope.keep(weight.mul(factor.reshape(out, 1, 1, 1))), scope.keep(shift.sub(mean.mul(factor))));
            }
        }

        Tensor apply(Tensor x, int stride, int paddingY, int paddingX) {
            return Functional.relu(Functional.conv2dPadded(x, weight, bias, stride, paddingY, paddingX));
        }
    }

    private static Tensor halve(Tensor x) {
        return Functional.maxPool2d(x, 3, 2, false);
    }

    private static Tensor average(Tensor x) {
        return Functional.avgPool3x3(x);
    }

    /** The largest in windows of 3 × 3; features are not negative, so that zeros beyond the border change nothing. */
    private static Tensor maximum(Tensor x) {
        return Functional.maxPool2d(Functional.pad(x, 1, 1, 1, 1, Padding.CONSTANT), 3, 1, false);
    }
}
