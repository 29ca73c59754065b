package dev.limpid.bench;

import dev.limpid.nn.Weights;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Weights that keep the activations of a network at the size of its input: uniform with variance 1 / fan-in, gains 1, offsets
 * 0. Written straight into native memory, so that Java's heap stays as small as in a real run.
 */
final class RandomWeights implements Weights {
    private final SplittableRandom random;

    RandomWeights(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public Tensor get(String name, long... shape) {
        if (shape.length == 1) {
            return name.endsWith("weight") ? Tensor.ones(shape) : Tensor.zeros(shape);
        }
        long fanIn = 1;
        for (int i = 1; i < shape.length; i++) {
            fanIn *= shape[i];
        }
        Tensor weight = Tensor.empty(DType.FLOAT32, shape);
        fill(weight, (float) Math.sqrt(3.0 / fanIn));
        return weight;
    }

    /** Uniform in [−bound, bound). */
    private void fill(Tensor weight, float bound) {
        long size = 4 * weight.count();
        for (long offset = 0; offset < size; ) {
            ByteBuffer bytes = weight.bytes(offset);
            offset += bytes.remaining();
            while (bytes.hasRemaining()) {
                bytes.putFloat((2 * (random.nextInt() >>> 8) * 0x1p-24f - 1) * bound);
            }
        }
    }
}
