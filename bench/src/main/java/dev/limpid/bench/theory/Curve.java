package dev.limpid.bench.theory;

import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A range with one latent: a curve, on which the nearest point is found by trying all places, so that no local minimum hides it. */
final class Curve {
    private static final int PLACES = 2000;
    private static final int THIRDS = 60;

    private final DoubleFunction<double[]> point;
    private final double from;
    private final double to;
    private final List<double[]> places;

    Curve(DoubleFunction<double[]> point, double from, double to) {
        this.point = point;
        this.from = from;
        this.to = to;
        places = IntStream.rangeClosed(0, PLACES)
                .mapToObj(i -> point.apply(latent(i)))
                .toList();
    }

    /** The points G(z), −r ≤ z ≤ r, of a generator with one latent. */
    static Curve of(Generator generator, double radius) {
        return new Curve(
                z -> {
                    var p = new double[1 + generator.size()];
                    p[0] = z;
                    return generator.apply(p);
                },
                -radius,
                radius);
    }

    double[] at(double z) {
        return point.apply(z);
    }

    /** Points from one end to the other. */
    List<double[]> places() {
        return places;
    }

    /** The point of the curve where a cost is least: the best of all places, refined between its neighbours. */
    double[] least(ToDoubleFunction<double[]> cost) {
        int best = cheapest(cost);
        double low = latent(Math.max(0, best - 1));
        double high = latent(Math.min(PLACES, best + 1));
        for (int i = 0; i < THIRDS; i++) {
            double third = (high - low) / 3;
            if (cost.applyAsDouble(point.apply(low + third)) < cost.applyAsDouble(point.apply(high - third))) {
                high -= third;
            } else {
                low += third;
            }
        }
        return point.apply((low + high) / 2);
    }

    private int cheapest(ToDoubleFunction<double[]> cost) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= PLACES; i++) {
            double here = cost.applyAsDouble(places.get(i));
            if (here < least) {
                least = here;
                best = i;
            }
        }
        return best;
    }

    private double latent(int place) {
        return from + (to - from) * place / PLACES;
    }
}
