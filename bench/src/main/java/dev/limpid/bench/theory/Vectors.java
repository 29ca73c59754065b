package dev.limpid.bench.theory;

/** Arithmetic of vectors; nothing is changed in place. */
final class Vectors {
    private Vectors() {}

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    static double norm(double[] x) {
        return Math.sqrt(dot(x, x));
    }

    static double distance(double[] x, double[] y) {
        return norm(minus(x, y));
    }

    static double[] minus(double[] x, double[] y) {
        return plus(x, -1, y);
    }

    /** x + factor · y. */
    static double[] plus(double[] x, double factor, double[] y) {
        var sum = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            sum[i] = x[i] + factor * y[i];
        }
        return sum;
    }

    static double[] times(double factor, double[] x) {
        var scaled = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            scaled[i] = factor * x[i];
        }
        return scaled;
    }
}
