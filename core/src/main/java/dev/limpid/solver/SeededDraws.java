package dev.limpid.solver;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;

/** Draws from a counter-based generator: the stream (seed, image, purpose) at the position of the step. */
final class SeededDraws implements Draws {
    private final Rng seeded;
    private final long first;
    private final Device device;
    private final long[] shape;

    SeededDraws(Rng seeded, long first, Device device, long... shape) {
        Require.check(shape.length == 4, "images have the shape (B, C, H, W), got " + shape.length + " sizes");
        this.seeded = seeded;
        this.first = first;
        this.device = device;
        this.shape = shape.clone();
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    @Override
    public Tensor normal(String purpose, int step) {
        Require.notNegative("step", step);
        var images = new ArrayList<Tensor>();
        long[] one = {1, shape[1], shape[2], shape[3]};
        for (long b = 0; b < shape[0]; b++) {
            images.add(seeded.image(first + b).purpose(purpose).after(step, one).normal(one));
        }
        return Tensor.cat(images, 0).to(device);
    }

    @Override
    public Tensor shared(String purpose, long... any) {
        return seeded.image(first).purpose(purpose).normal(any).to(device);
    }
}
