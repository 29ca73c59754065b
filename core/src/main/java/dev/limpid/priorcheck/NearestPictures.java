package dev.limpid.priorcheck;

import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation.Flips;
import java.util.Arrays;
import java.util.List;

/**
 * For every picture of a set the two most similar ones of another: whether a prior draws what it was shown, and not more.
 *
 * @param index which picture of the other set is nearest, one for each
 * @param distance root mean square difference from it, in the units of a [0, 1] image
 * @param next the same from the second nearest; infinite where the other set has only one picture
 */
public record NearestPictures(int[] index, double[] distance, double[] next) {
    private static final int GROUP = 256;

    /**
     * Compares pictures (N, C, S, S) with others (M, C, S, S).
     *
     * @param flips mirror images that count as the same picture
     */
    public static NearestPictures of(Tensor pictures, Tensor others, Flips flips) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            var search = new Search(pictures, flips);
            for (long from = 0; from < others.size(0); from += GROUP) {
                search.among(others.narrow(0, from, Math.min(GROUP, others.size(0) - from)), (int) from);
            }
            return search.found();
        }
    }

    private static double[] rootMean(double[] squares, long values) {
        return Arrays.stream(squares)
                .map(d -> Math.sqrt(Math.max(0, d) / values) / 2)
                .toArray();
    }

    /** The two nearest so far, by squared distance, of pictures that may come in parts. */
    static final class Search {
        private final List<Tensor> sides;
        private final long values;
        private final int[] index;
        private final double[] best;
        private final double[] second;

        /** For pictures (N, C, S, S); what is made of them belongs to the scope that is open. */
        Search(Tensor pictures, Flips flips) {
            int n = (int) pictures.size(0);
            values = pictures.count() / n;
            sides = flips.of(pictures).stream()
                    .map(side -> side.reshape(n, side.count() / n))
                    .toList();
            index = new int[n];
            best = new double[n];
            second = new double[n];
            Arrays.fill(best, Double.POSITIVE_INFINITY);
            Arrays.fill(second, Double.POSITIVE_INFINITY);
        }

        NearestPictures found() {
            return new NearestPictures(index.clone(), rootMean(best, values), rootMean(second, values));
        }

        /** @param first number of the first of {@code others} (M, C, S, S), M of at least 1 */
        void among(Tensor others, int first) {
            try (var scope = Scope.open()) {
                int count = (int) others.size(0);
                double[] squares = squares(others.reshape(count, others.count() / count));
                for (int i = 0; i < squares.length; i++) {
                    note(i / count, first + i % count, squares[i]);
                }
            }
        }

        /** |p − o|² = |p|² − 2 p·o + |o|² for all pairs, of all sides of p the nearest. */
        private double[] squares(Tensor o) {
            Tensor norms = o.square().sum(1).reshape(1, o.size(0));
            double[] least = {};
            for (Tensor p : sides) {
                Tensor cross = p.matmul(o.transpose(0, 1)).mul(-2);
                double[] squares = cross.add(p.square().sum(1)).add(norms).toDoubles();
                for (int i = 0; i < least.length; i++) {
                    squares[i] = Math.min(squares[i], least[i]);
                }
                least = squares;
            }
            return least;
        }

        private void note(int row, int other, double square) {
            if (square < best[row]) {
                second[row] = best[row];
                best[row] = square;
                index[row] = other;
            } else {
                second[row] = Math.min(second[row], square);
            }
        }
    }

    /** Those of some of the pictures. */
    NearestPictures only(int... some) {
        return new NearestPictures(
                Arrays.stream(some).map(i -> index[i]).toArray(),
                Arrays.stream(some).mapToDouble(i -> distance[i]).toArray(),
                Arrays.stream(some).mapToDouble(i -> next[i]).toArray());
    }

    /** The middle distance; not a number where there is no picture. */
    public double median() {
        if (distance.length == 0) {
            return Double.NaN;
        }
        double[] sorted = distance.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
