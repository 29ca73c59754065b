package dev.limpid.bench.theory;

import java.util.ArrayList;
import java.util.List;

/** The point of the range that projected gradient descent puts in the place of v. */
enum Projection {
    /** argmin over x in the range of ‖x − v‖. */
    PLAIN {
        @Override
        double[] of(double[] v, Curve range, Matrix a) {
            return range.least(x -> Vectors.distance(x, v));
        }
    },
    /** argmin over x in the range of ‖A (x − v)‖, as DMILO-PGD has it. */
    GUIDED {
        @Override
        double[] of(double[] v, Curve range, Matrix a) {
            double[] target = a.times(v);
            return range.least(x -> Vectors.distance(a.times(x), target));
        }
    };

    abstract double[] of(double[] v, Curve range, Matrix a);

    /**
     * A run of projected gradient descent.
     *
     * @param points x₀, x₁, … of the range
     * @param steps v₁, v₂, … of the gradient, one fewer
     */
    record Path(List<double[]> points, List<double[]> steps) {
        Path {
            points = List.copyOf(points);
            steps = List.copyOf(steps);
        }
    }

    /** v = x − Aᵀ(A x − y) / ‖A‖² and the projection of v, by turns. */
    Path descend(Curve range, Matrix a, double[] y, double[] start, int count) {
        var points = new ArrayList<>(List.of(start));
        var steps = new ArrayList<double[]>();
        double norm = a.norm();
        double[] x = start;
        for (int i = 0; i < count; i++) {
            double[] gradient = a.transposedTimes(Vectors.minus(a.times(x), y));
            double[] v = Vectors.plus(x, -1 / (norm * norm), gradient);
            x = of(v, range, a);
            steps.add(v);
            points.add(x);
        }
        return new Path(points, steps);
    }
}
