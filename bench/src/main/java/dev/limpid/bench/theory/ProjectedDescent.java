package dev.limpid.bench.theory;

import java.util.function.UnaryOperator;

/**
 * Minimises a smooth function over a set, by projected gradient steps with Nesterov's momentum. The length of a step is sought by
 * halving, and the momentum begins anew wherever the function rises.
 *
 * <p>Source: Beck and Teboulle, FISTA (SIAM J. Imaging Sciences, 2009); O'Donoghue and Candès, "Adaptive restart for accelerated gradient
 * schemes" (2015).
 */
final class ProjectedDescent {
    private static final double SMALLEST_STEP = 1e-12;
    private static final double GROWTH = 1.3;
    private static final double STILL = 1e-9;

    /** A differentiable function of parameters. */
    interface Objective {
        double value(double[] p);

        double[] gradient(double[] p);
    }

    private final Objective f;
    private final UnaryOperator<double[]> projection;
    private double step = 1;

    private ProjectedDescent(Objective f, UnaryOperator<double[]> projection) {
        this.f = f;
        this.projection = projection;
    }

    /** The parameters after so many steps, or where they no longer move. */
    static double[] minimise(Objective f, UnaryOperator<double[]> projection, double[] start, int iterations) {
        return new ProjectedDescent(f, projection).run(start, iterations);
    }

    private double[] run(double[] start, int iterations) {
        double[] x = start;
        double value = f.value(x);
        double[] ahead = x;
        double momentum = 1;
        for (int i = 0; i < iterations && step > SMALLEST_STEP; i++) {
            double[] next = stepFrom(ahead);
            double nextValue = f.value(next);
            if (nextValue > value) {
                if (momentum == 1) {
                    break; // without momentum only rounding can make it rise
                }
                momentum = 1;
                ahead = x;
                continue;
            }
            double nextMomentum = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
            double[] moved = Vectors.minus(next, x);
            ahead = Vectors.plus(next, (momentum - 1) / nextMomentum, moved);
            x = next;
            value = nextValue;
            momentum = nextMomentum;
            step *= GROWTH;
            if (Vectors.norm(moved) <= STILL * (1 + Vectors.norm(x))) {
                break;
            }
        }
        return x;
    }

    /** The longest of the tried steps under whose parabola the function stays. */
    private double[] stepFrom(double[] p) {
        double value = f.value(p);
        double[] gradient = f.gradient(p);
        double[] next = projection.apply(Vectors.plus(p, -step, gradient));
        while (step > SMALLEST_STEP && f.value(next) > parabola(value, gradient, Vectors.minus(next, p))) {
            step /= 2;
            next = projection.apply(Vectors.plus(p, -step, gradient));
        }
        return next;
    }

    private double parabola(double value, double[] gradient, double[] move) {
        return value + Vectors.dot(gradient, move) + Vectors.dot(move, move) / (2 * step);
    }
}
