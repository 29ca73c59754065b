package dev.limpid.bench.theory;

import dev.limpid.tensor.Rng;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well A keeps the points of a range apart. A has the set-restricted eigenvalue condition S-REC(S, γ, δ) where ‖A (x₁ − x₂)‖ ≥ γ ‖x₁ − x₂‖ −
 * δ for all x₁, x₂ in S. For a given δ the largest γ is the least (‖A d‖ + δ) / ‖d‖ over all differences d.
 *
 * <p>The least over some pairs is an upper bound on that γ. Random pairs alone are far from it; {@link #searched} also follows
 * the gradient down from the worst of them.
 *
 * <p>Source: Bora et al., "Compressed sensing using generative models", ICML 2017, definition 1.
 */
final class RestrictedEigenvalue {
    private static final double SMALLEST = 1e-12;

    private final Range range;
    private final List<Pair> pairs;

    private RestrictedEigenvalue(Range range, List<Pair> pairs) {
        this.range = range;
        this.pairs = pairs;
    }

    /** Two points by their parameters, and the difference of the points. */
    private record Pair(double[] first, double[] second, double[] difference) {}

    /** A half of the pairs is drawn at will; those of the other half differ in a few entries of ν alone, if the range has such. */
    static RestrictedEigenvalue of(Range range, int pairs, int entries, Rng rng) {
        return new RestrictedEigenvalue(
                range,
                IntStream.range(0, pairs)
                        .mapToObj(i -> pair(range, i % 2 == 1 && range.sparsity() > 0, entries, rng))
                        .toList());
    }

    private static Pair pair(Range range, boolean sameLatent, int entries, Rng rng) {
        double[] first = range.draw(entries, rng);
        double[] second = sameLatent ? range.deviated(first, entries, rng) : range.draw(entries, rng);
        Generator g = range.generator();
        return new Pair(first, second, Vectors.minus(g.apply(first), g.apply(second)));
    }

    /** The least (‖A d‖ + δ) / ‖d‖ over the random pairs. */
    double random(Matrix a, double delta) {
        return pairs.stream()
                .mapToDouble(pair -> ratio(a, pair.difference, delta))
                .min()
                .orElseThrow();
    }

    /** The least (‖A d‖ + δ) / ‖d‖ that so many descents find, which begin at the worst random pairs. */
    double searched(Matrix a, double delta, int descents, int iterations) {
        var ratio = new Ratio(range.generator(), a, delta);
        return pairs.stream()
                .sorted(Comparator.comparingDouble(pair -> ratio(a, pair.difference, delta)))
                .limit(descents)
                .mapToDouble(pair -> ratio.value(
                        ProjectedDescent.minimise(ratio, this::project, joined(pair.first, pair.second), iterations)))
                .min()
                .orElseThrow();
    }

    /** (‖A d‖ + δ) / ‖d‖; infinite for d = 0, about which the condition says nothing. */
    static double ratio(Matrix a, double[] difference, double delta) {
        double length = Vectors.norm(difference);
        return length < SMALLEST ? Double.POSITIVE_INFINITY : (Vectors.norm(a.times(difference)) + delta) / length;
    }

    private double[] project(double[] both) {
        return joined(range.project(first(both)), range.project(second(both)));
    }

    private static double[] joined(double[] first, double[] second) {
        double[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static double[] first(double[] both) {
        return Arrays.copyOf(both, both.length / 2);
    }

    private static double[] second(double[] both) {
        return Arrays.copyOfRange(both, both.length / 2, both.length);
    }

    /** The ratio of d = G(p₁) − G(p₂), as a function of p₁ and p₂ together. */
    private record Ratio(Generator g, Matrix a, double delta) implements ProjectedDescent.Objective {
        @Override
        public double value(double[] both) {
            return ratio(a, difference(both), delta);
        }

        @Override
        public double[] gradient(double[] both) {
            double[] d = difference(both);
            double length = Math.max(Vectors.norm(d), SMALLEST);
            double[] measured = a.times(d);
            double kept = Math.max(Vectors.norm(measured), SMALLEST);
            double[] rising = Vectors.times(1 / (kept * length), a.transposedTimes(measured));
            double[] byDifference = Vectors.plus(rising, -(kept + delta) / (length * length * length), d);
            return joined(
                    g.pullBack(first(both), byDifference), g.pullBack(second(both), Vectors.times(-1, byDifference)));
        }

        private double[] difference(double[] both) {
            return Vectors.minus(g.apply(first(both)), g.apply(second(both)));
        }
    }
}
