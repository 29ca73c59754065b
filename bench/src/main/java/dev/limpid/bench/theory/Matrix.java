package dev.limpid.bench.theory;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.util.Arrays;

/** A dense matrix, whose values lie row by row. */
final class Matrix {
    private static final int POWER_ITERATIONS = 200;

    private final int rows;
    private final int columns;
    private final double[] values;

    Matrix(int rows, int columns, double... values) {
        if (values.length != rows * columns) {
            throw new IllegalArgumentException(
                    "a matrix of " + rows + " x " + columns + " has no " + values.length + " values");
        }
        this.rows = rows;
        this.columns = columns;
        this.values = values.clone();
    }

    /** Independent normal entries, each of that standard deviation. */
    static Matrix gaussian(int rows, int columns, double deviation, Rng rng) {
        return new Matrix(rows, columns, Vectors.times(deviation, normal(rows * columns, rng)));
    }

    /** Gaussian measurements: entries of N(0, 1/m), so that ‖A x‖² is ‖x‖² in the mean. */
    static Matrix measuring(int rows, int columns, Rng rng) {
        return gaussian(rows, columns, 1 / Math.sqrt(rows), rng);
    }

    static Matrix identity(int n) {
        var values = new double[n * n];
        for (int i = 0; i < n; i++) {
            values[i * n + i] = 1;
        }
        return new Matrix(n, n, values);
    }

    /** The next standard normal deviates of a stream. */
    static double[] normal(int n, Rng rng) {
        try (var scope = Scope.open()) {
            return rng.normal(n).toDoubles();
        }
    }

    int rows() {
        return rows;
    }

    /** M x. */
    double[] times(double[] x) {
        var y = new double[rows];
        for (int i = 0; i < rows; i++) {
            int row = i * columns;
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += values[row + j] * x[j];
            }
            y[i] = sum;
        }
        return y;
    }

    /** Mᵀ y. */
    double[] transposedTimes(double[] y) {
        var x = new double[columns];
        for (int i = 0; i < rows; i++) {
            int row = i * columns;
            for (int j = 0; j < columns; j++) {
                x[j] += values[row + j] * y[i];
            }
        }
        return x;
    }

    /** The largest singular value, by the power method. */
    double norm() {
        var x = new double[columns];
        Arrays.setAll(x, i -> 1 + 0.1 * Math.cos(i)); // no vector that structured matrices map to zero
        double square = 0;
        for (int i = 0; i < POWER_ITERATIONS; i++) {
            double[] next = transposedTimes(times(Vectors.times(1 / Vectors.norm(x), x)));
            square = Vectors.norm(next);
            x = next;
        }
        return Math.sqrt(square);
    }
}
