package dev.limpid.bench.theory;

import dev.limpid.tensor.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Projected gradient descent with both projections, on many random curves in R³ with truths on them, exact measurements and a new Gaussian A each.
 *
 * @param measurements m, the rows of A
 * @param plain ‖x_k − x*‖ for k = 0 … {@link #STEPS}, of every trial with the plain projection
 * @param guided the same with the A-guided one
 */
record ProjectionTrials(int measurements, List<double[]> plain, List<double[]> guided) {
    static final int DIMENSION = 3;
    static final int STEPS = 20;
    /** The distance at which the truth counts as found, and two distances as equal. */
    static final double FOUND = 0.01;

    ProjectionTrials {
        plain = List.copyOf(plain);
        guided = List.copyOf(guided);
    }

    /** Runs all trials, and tells how many are done. */
    static ProjectionTrials of(Setting setting, int measurements, IntConsumer done) {
        var plain = new ArrayList<double[]>();
        var guided = new ArrayList<double[]>();
        for (int i = 0; i < setting.curves(); i++) {
            Rng rng = Rng.of(setting.seed()).image(i).purpose("projection" + measurements);
            Curve curve =
                    Curve.of(Generator.random(DIMENSION, 1, Setting.STEPS, rng.purpose("generator")), Setting.RADIUS);
            Matrix a = Matrix.measuring(measurements, DIMENSION, rng.purpose("A"));
            double[] truth = curve.at(Setting.RADIUS * (2 * rng.purpose("truth").nextDouble() - 1));
            plain.add(distances(Projection.PLAIN, curve, a, truth));
            guided.add(distances(Projection.GUIDED, curve, a, truth));
            done.accept(i + 1);
        }
        return new ProjectionTrials(measurements, plain, guided);
    }

    private static double[] distances(Projection projection, Curve curve, Matrix a, double[] truth) {
        return projection.descend(curve, a, a.times(truth), curve.at(0), STEPS).points().stream()
                .mapToDouble(x -> Vectors.distance(x, truth))
                .toArray();
    }

    List<double[]> of(Projection projection) {
        return projection == Projection.PLAIN ? plain : guided;
    }

    int count() {
        return plain.size();
    }

    /** The quartiles of the distances after so many steps. */
    Quartiles after(Projection projection, int steps) {
        return Quartiles.of(of(projection).stream().mapToDouble(distance -> distance[steps]));
    }

    /** The part of the trials that were at the truth after so many steps. */
    double found(Projection projection, int steps) {
        return (double) of(projection).stream()
                        .filter(distance -> distance[steps] < FOUND)
                        .count()
                / count();
    }

    /** The part of the trials in which a projection ends nearer to the truth than the other, by more than {@link #FOUND}. */
    double nearer(Projection projection) {
        List<double[]> own = of(projection);
        List<double[]> other = projection == Projection.PLAIN ? guided : plain;
        int nearer = 0;
        for (int i = 0; i < own.size(); i++) {
            nearer += own.get(i)[STEPS] < other.get(i)[STEPS] - FOUND ? 1 : 0;
        }
        return (double) nearer / own.size();
    }
}
