package dev.limpid.training;

import dev.limpid.nn.Weights;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * Weights before training, as PyTorch draws them: uniform in ±1 / √(inputs of an output) for maps and convolutions, gain 1
 * and offset 0 for normalisations. The last layer of each residual branch and of the network begins at zero, so that the
 * network begins as a short one.
 *
 * <p>Source: Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", NeurIPS 2021 (the zeros); He et al.,
 * "Delving deep into rectifiers", ICCV 2015, with PyTorch's default gain (the rest).
 */
final class InitialWeights implements Weights {
    private final Rng rng;
    /** Inputs of one output of the layer that was asked for last; 0 for a normalisation. */
    private long inputs;

    InitialWeights(Rng rng) {
        this.rng = rng;
    }

    @Override
    public Tensor get(String name, long... shape) {
        boolean weight = name.endsWith("weight");
        if (weight) {
            inputs = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
            inputs = shape.length == 1 ? 0 : inputs;
        }
        if (beginsAtZero(name)) {
            return Tensor.zeros(shape);
        }
        if (inputs == 0) {
            return weight ? Tensor.ones(shape) : Tensor.zeros(shape);
        }
        return uniform(1 / Math.sqrt((double) inputs), rng.purpose(name), shape);
    }

    private static boolean beginsAtZero(String name) {
        return name.contains("out_layers.3.") || name.contains("proj_out.") || name.startsWith("out.2.");
    }

    private static Tensor uniform(double bound, Rng draws, long... shape) {
        var values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (bound * (2 * draws.nextDouble() - 1));
        }
        return Tensor.of(values, shape);
    }
}
