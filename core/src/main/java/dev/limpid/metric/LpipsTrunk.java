package dev.limpid.metric;

import dev.limpid.nn.Conv2d;
import dev.limpid.nn.Weights;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The convolutional part of a classification network, cut into the slices whose results are compared.
 *
 * <p>Source: torchvision's {@code features} of alexnet, vgg16 and squeezenet1_1, whose indices the weights' names keep; the
 * slices of PerceptualSimilarity, {@code lpips/pretrained_networks.py}.
 */
final class LpipsTrunk {
    /** The layers of one slice, how many channels come out of it, and how many pixels lie between its positions. */
    private static final class Slice {
        final List<UnaryOperator<Tensor>> layers = new ArrayList<>();
        int channels;
        int stride;
    }

    private final Weights weights;
    private final List<Slice> slices = new ArrayList<>();
    private int index;
    private int channels = 3;
    private int stride = 1;

    private LpipsTrunk(Weights weights) {
        this.weights = weights;
    }

    static LpipsTrunk of(Lpips.Trunk trunk, Weights weights) {
        var net = new LpipsTrunk(weights);
        return switch (trunk) {
            case ALEX -> net.alex();
            case SQUEEZE -> net.squeeze();
            case VGG -> net.vgg();
        };
    }

    private LpipsTrunk alex() {
        slice().conv(64, 11, 4, 2);
        slice().pool(3, false).conv(192, 5, 1, 2);
        slice().pool(3, false).conv(384, 3, 1, 1);
        slice().conv(256, 3, 1, 1);
        return slice().conv(256, 3, 1, 1);
    }

    private LpipsTrunk squeeze() {
        slice().conv(64, 3, 2, 0);
        slice().pool(3, true).fire(16, 64).fire(16, 64);
        slice().pool(3, true).fire(32, 128).fire(32, 128);
        slice().pool(3, true).fire(48, 192);
        slice().fire(48, 192);
        slice().fire(64, 256);
        return slice().fire(64, 256);
    }

    private LpipsTrunk vgg() {
        slice().conv(64, 3, 1, 1).conv(64, 3, 1, 1);
        slice().pool(2, false).conv(128, 3, 1, 1).conv(128, 3, 1, 1);
        slice().pool(2, false).conv(256, 3, 1, 1).conv(256, 3, 1, 1).conv(256, 3, 1, 1);
        slice().pool(2, false).conv(512, 3, 1, 1).conv(512, 3, 1, 1).conv(512, 3, 1, 1);
        return slice().pool(2, false).conv(512, 3, 1, 1).conv(512, 3, 1, 1).conv(512, 3, 1, 1);
    }

    /** The channels of each slice's result. */
    int[] channels() {
        return slices.stream().mapToInt(s -> s.channels).toArray();
    }

    /** Pixels of the image between neighbouring positions of each slice's result. */
    int[] strides() {
        return slices.stream().mapToInt(s -> s.stride).toArray();
    }

    /**
     * The result (B, C_k, H_k, W_k) of slice k.
     *
     * @param before that of the slice before, or normalised images (B, 3, H, W)
     */
    Tensor apply(int k, Tensor before) {
        return Scope.tidy(() -> {
            Tensor inside = before;
            for (UnaryOperator<Tensor> layer : slices.get(k).layers) {
                Tensor given = inside;
                inside = Scope.tidy(() -> layer.apply(given));
            }
            return inside;
        });
    }

    private LpipsTrunk slice() {
        slices.add(new Slice());
        return this;
    }

    private LpipsTrunk add(int modules, int out, int apart, UnaryOperator<Tensor> layer) {
        Slice slice = slices.get(slices.size() - 1);
        slice.layers.add(layer);
        slice.channels = out;
        channels = out;
        stride *= apart;
        slice.stride = stride;
        index += modules;
        return this;
    }

    /** The next module's weights, such as "slice2.3". */
    private Weights here() {
        return weights.at("slice" + slices.size() + "." + index);
    }

    /** A convolution and its ReLU, two modules. */
    private LpipsTrunk conv(int out, int k, int apart, int padding) {
        Conv2d conv = Conv2d.of(here(), channels, out, k, apart, padding);
        return add(2, out, apart, x -> Functional.relu(conv.apply(x)));
    }

    private LpipsTrunk pool(int size, boolean ceil) {
        return add(1, channels, 2, x -> Functional.maxPool2d(x, size, 2, ceil));
    }

    /** SqueezeNet's module: few channels, then twice {@code expand}, seen by 1 × 1 and by 3 × 3 filters. */
    private LpipsTrunk fire(int squeeze, int expand) {
        Conv2d narrow = Conv2d.of(here().at("squeeze"), channels, squeeze, 1);
        Conv2d wide1 = Conv2d.of(here().at("expand1x1"), squeeze, expand, 1);
        Conv2d wide3 = Conv2d.of(here().at("expand3x3"), squeeze, expand, 3);
        return add(1, 2 * expand, 1, x -> {
            Tensor s = Functional.relu(narrow.apply(x));
            return Functional.relu(Tensor.cat(List.of(wide1.apply(s), wide3.apply(s)), 1));
        });
    }
}
