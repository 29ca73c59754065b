package dev.limpid.experiment;

import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * For every picture of a set the most similar one of another: whether a prior draws what it was shown, and not more. If its
 * samples are much closer to the training pictures than new pictures are, it remembers them.
 *
 * @param index which picture of the other set, one for each
 * @param distance root mean square difference, in the units of a [0, 1] image
 */
public record NearestPictures(int[] index, double[] distance) {
    private static final int GROUP = 256;

    /** Compares pictures (N, C, H, W) with others (M, C, H, W) and their mirror images. */
    public static NearestPictures of(Tensor pictures, Tensor others) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            int n = (int) pictures.size(0);
            var index = new int[n];
            var best = new double[n];
            Arrays.fill(best, Double.POSITIVE_INFINITY);
            for (Tensor side : new Tensor[] {pictures, pictures.flip(3)}) {
                search(side, others, index, best);
            }
            long values = pictures.count() / n;
            double[] distance = Arrays.stream(best)
                    .map(d -> Math.sqrt(Math.max(0, d) / values) / 2)
                    .toArray();
            return new NearestPictures(index, distance);
        }
    }

    /** |p − o|² = |p|² − 2 p·o + |o|² for all pairs, a group of others at a time. */
    private static void search(Tensor pictures, Tensor others, int[] index, double[] best) {
        int n = index.length;
        Tensor p = pictures.reshape(n, pictures.count() / n);
        Tensor own = p.square().sum(1);
        for (long from = 0; from < others.size(0); from += GROUP) {
            try (var scope = Scope.open()) {
                long count = Math.min(GROUP, others.size(0) - from);
                Tensor o = others.narrow(0, from, count).reshape(count, p.size(1));
                Tensor cross = p.matmul(o.transpose(0, 1)).mul(-2);
                double[] squares =
                        cross.add(own).add(o.square().sum(1).reshape(1, count)).toDoubles();
                for (int i = 0; i < squares.length; i++) {
                    int row = (int) (i / count);
                    if (squares[i] < best[row]) {
                        best[row] = squares[i];
                        index[row] = (int) (from + i % count);
                    }
                }
            }
        }
    }

    /** The middle distance. */
    public double median() {
        double[] sorted = distance.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
