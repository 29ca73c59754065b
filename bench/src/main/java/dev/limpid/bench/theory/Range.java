package dev.limpid.bench.theory;

import dev.limpid.tensor.Rng;
import java.util.Arrays;

/**
 * The set S of all G(z, ν) with ‖z‖₂ ≤ r and ‖ν‖₁ ≤ s. With s = 0 it is the range of the generator itself, and with s &gt; 0 the range that
 * sparse deviations extend.
 *
 * @param radius r, positive
 * @param sparsity s, 0 or more
 */
record Range(Generator generator, double radius, double sparsity) {
    Range {
        if (!(radius > 0 && sparsity >= 0)) {
            throw new IllegalArgumentException("a range needs r > 0 and s >= 0, got " + radius + " and " + sparsity);
        }
    }

    /** The parameters in the two balls that are nearest to those given. */
    double[] project(double[] p) {
        int k = generator.latents();
        double length = Vectors.norm(Arrays.copyOf(p, k));
        var inside = new double[p.length];
        for (int i = 0; i < k; i++) {
            inside[i] = length > radius ? p[i] * radius / length : p[i];
        }
        double threshold = threshold(Arrays.copyOfRange(p, k, p.length));
        for (int i = k; i < p.length; i++) {
            inside[i] = Math.copySign(Math.max(0, Math.abs(p[i]) - threshold), p[i]);
        }
        return inside;
    }

    /**
     * By how much all entries must shrink so that ‖ν‖₁ ≤ s.
     *
     * <p>Source: Duchi et al., "Efficient projections onto the ℓ1-ball", ICML 2008.
     */
    private double threshold(double[] deviation) {
        double[] sorted =
                Arrays.stream(deviation).map(v -> -Math.abs(v)).sorted().toArray();
        double sum = 0;
        double threshold = 0;
        for (int i = 0; i < sorted.length; i++) {
            sum -= sorted[i];
            double next = (sum - sparsity) / (i + 1);
            if (-sorted[i] < next) {
                break;
            }
            threshold = next;
        }
        return Math.max(0, threshold);
    }

    /** Parameters with a uniform z in its ball, and a deviation of a few entries whose ‖ν‖₁ is s. */
    double[] draw(int entries, Rng rng) {
        int k = generator.latents();
        double[] z = Matrix.normal(k, rng);
        double scale = radius * Math.pow(rng.nextDouble(), 1.0 / k) / Vectors.norm(z);
        var p = new double[k + generator.size()];
        for (int i = 0; i < k; i++) {
            p[i] = scale * z[i];
        }
        return deviated(p, entries, rng);
    }

    /** The same z with another deviation of so many entries. */
    double[] deviated(double[] p, int entries, Rng rng) {
        int k = generator.latents();
        double[] other = Arrays.copyOf(Arrays.copyOf(p, k), p.length);
        double[] values = Matrix.normal(entries, rng);
        double sum = Arrays.stream(values).map(Math::abs).sum();
        int[] places = rng.permutation(generator.size());
        for (int i = 0; i < entries; i++) {
            other[k + places[i]] = sparsity * values[i] / sum;
        }
        return other;
    }
}
