package dev.limpid.bench.theory;

import java.util.List;
import java.util.stream.Stream;

/**
 * The point of a range whose measurement is nearest to y: x̂ = argmin over x in S of ‖A x − y‖. With A = I and y = x* it is the true optimum x̄,
 * the best that the range has.
 *
 * <p>The problem is not convex. Nothing certifies the least of all minima, so that every fit begins at several places, and tells how
 * many of them led to the same point.
 *
 * @param x the best point that was found
 * @param residual ‖A x − y‖
 * @param agreeing starts, the best one's among them, that ended within {@link #SAME} of it, as a part of ‖x‖
 */
record RangeFit(double[] x, double residual, int agreeing) {
    private static final double SAME = 0.01;

    /** Fits from every start, and keeps the best. */
    static RangeFit of(Range range, Matrix a, double[] y, Stream<double[]> starts, int iterations) {
        Generator g = range.generator();
        var loss = new Loss(g, a, y);
        List<double[]> ends = starts.map(start ->
                        g.apply(ProjectedDescent.minimise(loss, range::project, range.project(start), iterations)))
                .toList();
        double[] best = ends.get(0);
        for (double[] end : ends) {
            best = loss.residual(end) < loss.residual(best) ? end : best;
        }
        double[] x = best;
        double tolerance = SAME * Vectors.norm(x);
        int agreeing = (int) ends.stream()
                .filter(end -> Vectors.distance(end, x) <= tolerance)
                .count();
        return new RangeFit(x, loss.residual(x), agreeing);
    }

    /** ½ ‖A G(p) − y‖². */
    private record Loss(Generator g, Matrix a, double[] y) implements ProjectedDescent.Objective {
        double residual(double[] x) {
            return Vectors.distance(a.times(x), y);
        }

        @Override
        public double value(double[] p) {
            double residual = residual(g.apply(p));
            return residual * residual / 2;
        }

        @Override
        public double[] gradient(double[] p) {
            double[] residual = Vectors.minus(a.times(g.apply(p)), y);
            return g.pullBack(p, a.transposedTimes(residual));
        }
    }
}
