package dev.limpid.bench.theory;

import dev.limpid.tensor.Rng;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A generator as DMILO sees it, with a deviation before its last step: G(z, ν) = g₁(g₂(… g_N(E z) …) + ν), with z in Rᵏ and ν in Rⁿ. The
 * matrix E puts z into Rⁿ, where the steps are at home.
 */
final class Generator {
    private final Matrix embedding;
    private final List<Layer> before;
    private final Layer last;
    private final int latents;

    /**
     * A generator of given steps.
     *
     * @param embedding E, shape (n, k)
     * @param before g_N … g₂, in the order in which they are applied
     * @param last g₁
     */
    Generator(Matrix embedding, int latents, List<Layer> before, Layer last) {
        this.embedding = embedding;
        this.latents = latents;
        this.before = List.copyOf(before);
        this.last = last;
    }

    /** N random steps; E has normal entries of variance 1/n. */
    static Generator random(int n, int latents, int steps, Rng rng) {
        Matrix embedding = Matrix.gaussian(n, latents, 1 / Math.sqrt(n), rng);
        List<Layer> before =
                Stream.generate(() -> Layer.random(n, rng)).limit(steps - 1L).toList();
        return new Generator(embedding, latents, before, Layer.random(n, rng));
    }

    /** k, the numbers in z. */
    int latents() {
        return latents;
    }

    /** n, the numbers in ν and in a result. */
    int size() {
        return embedding.rows();
    }

    /** G(z, ν), of the parameters (z, ν). */
    double[] apply(double[] p) {
        double[][] inputs = inputs(p);
        return last.apply(inputs[before.size()]);
    }

    /** The gradient of ⟨v, G(z, ν)⟩ by (z, ν). */
    double[] pullBack(double[] p, double[] v) {
        double[][] inputs = inputs(p);
        double[] atDeviation = last.pullBack(inputs[before.size()], v);
        double[] atLatent = atDeviation;
        for (int i = before.size() - 1; i >= 0; i--) {
            atLatent = before.get(i).pullBack(inputs[i], atLatent);
        }
        double[] gradient = Arrays.copyOf(embedding.transposedTimes(atLatent), p.length);
        System.arraycopy(atDeviation, 0, gradient, latents, atDeviation.length);
        return gradient;
    }

    /** A Lipschitz constant of z ↦ G(z, 0). */
    double lipschitz() {
        return before.stream().mapToDouble(Layer::lipschitz).reduce(last.lipschitz(), (x, y) -> x * y)
                * embedding.norm();
    }

    /** A Lipschitz constant of g₁, and so of ν ↦ G(z, ν). */
    double lastLipschitz() {
        return last.lipschitz();
    }

    /** The inputs of all steps, g₁'s at the end. */
    private double[][] inputs(double[] p) {
        var inputs = new double[before.size() + 1][];
        inputs[0] = embedding.times(Arrays.copyOf(p, latents));
        for (int i = 0; i < before.size(); i++) {
            inputs[i + 1] = before.get(i).apply(inputs[i]);
        }
        double[] deviation = Arrays.copyOfRange(p, latents, p.length);
        inputs[before.size()] = Vectors.plus(inputs[before.size()], 1, deviation);
        return inputs;
    }
}
