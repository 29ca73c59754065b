package dev.limpid.nn;

import dev.limpid.tensor.Backward;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Tensor;

/** Every pixel repeated twice, then a convolution: the plain way up, where residual blocks do not resample. */
public record Upsample(Conv2d conv) implements Layer {
    public static Upsample of(Weights weights, int channels) {
        return new Upsample(Conv2d.of(weights.at("conv"), channels, channels, 3));
    }

    @Override
    public Tensor apply(Tensor x, Embedding embedding, Saved saved) {
        return conv.apply(Functional.upsampleNearest2x(x));
    }

    @Override
    public Tensor backward(Tensor g, Embedding embedding, Saved saved) {
        return Backward.upsampleNearest2x(conv.backward(g, g.size(2), g.size(3)));
    }
}
