package dev.limpid.bench.theory;

import dev.limpid.tensor.Rng;

/**
 * A smooth step x ↦ a x + b tanh(W x + c) from Rⁿ to Rⁿ. A reverse step of a diffusion model has this form, with a network in the place
 * of the hyperbolic tangent.
 */
final class Layer {
    private static final double A = 1;
    private static final double B = 0.8;
    private static final double NORM = 2;

    private final double a;
    private final double b;
    private final Matrix w;
    private final double[] c;

    Layer(double a, double b, Matrix w, double[] c) {
        this.a = a;
        this.b = b;
        this.w = w;
        this.c = c.clone();
    }

    /** A step with a random W of norm 2 and a random shift c. */
    static Layer random(int n, Rng rng) {
        double[] values = Matrix.normal(n * n, rng);
        double norm = new Matrix(n, n, values).norm();
        return new Layer(A, B, new Matrix(n, n, Vectors.times(NORM / norm, values)), Matrix.normal(n, rng));
    }

    double[] apply(double[] x) {
        double[] y = bent(x);
        for (int i = 0; i < y.length; i++) {
            y[i] = a * x[i] + b * y[i];
        }
        return y;
    }

    /** J(x)ᵀ v = a v + b Wᵀ((1 − tanh²(W x + c)) v). */
    double[] pullBack(double[] x, double[] v) {
        double[] inner = bent(x);
        for (int i = 0; i < inner.length; i++) {
            inner[i] = b * (1 - inner[i] * inner[i]) * v[i];
        }
        return Vectors.plus(w.transposedTimes(inner), a, v);
    }

    /** A bound on ‖g(x) − g(y)‖ / ‖x − y‖: |a| + |b| ‖W‖, because tanh rises by 1 at most. */
    double lipschitz() {
        return Math.abs(a) + Math.abs(b) * w.norm();
    }

    /** tanh(W x + c). */
    private double[] bent(double[] x) {
        double[] y = w.times(x);
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.tanh(y[i] + c[i]);
        }
        return y;
    }
}
