package dev.limpid.prior;

import dev.limpid.nn.Embedding;
import dev.limpid.nn.Layer;
import dev.limpid.nn.Saved;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.function.BiConsumer;

/** One entry of the UNet's lists of blocks: layers one after the other. */
record UNetBlock(String name, List<Layer> layers) {
    Tensor apply(Tensor x, Embedding embedding, Saved saved, BiConsumer<String, Tensor> trace) {
        Tensor h = x;
        for (int i = 0; i < layers.size(); i++) {
            Tensor before = h;
            h = layers.get(i).apply(before, embedding, saved);
            if (i > 0 && !saved.keeps()) {
                before.release();
            }
            trace.accept(name + "." + i, h);
        }
        trace.accept(name, h);
        return h;
    }

    /** The gradient at x; {@code g} is released. */
    Tensor backward(Tensor g, Embedding embedding, Saved saved) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            Tensor before = layers.get(i).backward(g, embedding, saved);
            g.release();
            g = before;
        }
        return g;
    }
}
