package dev.limpid.operator.blur;

import dev.limpid.operator.resize.Resampling;
import dev.limpid.tensor.Rng;
import java.util.ArrayList;

/**
 * The path of a shaking camera on a canvas of twice the kernel's size, and the kernel that it leaves behind.
 *
 * <p>Source: L. Borodenko, motionblur ({@code Kernel._createPath} and {@code kernelMatrix}), with Pillow's line, Gaussian
 * blur and Lanczos reduction.
 *
 * @param x column of each vertex, in canvas pixels
 * @param y row of each vertex
 */
@SuppressWarnings("ArrayRecordComponent") // lives only while a kernel is drawn; never compared
record MotionPath(int size, double[] x, double[] y) {
    private static final double SLACK = 0.1;

    static BlurKernel drawKernel(int size, double intensity, Rng rng) {
        if (size < 3) {
            throw new IllegalArgumentException("motion kernel size must be at least 3, got " + size);
        }
        if (!(intensity >= 0 && intensity <= 1)) {
            throw new IllegalArgumentException("motion intensity must be between 0 and 1, got " + intensity);
        }
        while (true) {
            double[] weights = draw(size, intensity, rng).render();
            for (double w : weights) {
                if (w > 0) {
                    return BlurKernel.of(weights, size, size).unremarked();
                }
            }
            // Nothing was drawn, as by a path of one vertex: the original divides 0 by 0 here. Draw again.
        }
    }

    /** Draws lengths and headings of the steps, then lays the path around the canvas's centre at a random angle. */
    static MotionPath draw(int size, double intensity, Rng rng) {
        double diagonal = Math.sqrt(2) * 2 * size;
        double longest = 0.75 * diagonal * (rng.nextDouble() + rng.nextDouble() * intensity * intensity);
        double[] steps = steps(longest, (1 - intensity + SLACK) * diagonal, rng);
        double[] headings = headings(steps.length, intensity, rng);
        var x = new double[steps.length];
        var y = new double[steps.length];
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < steps.length; i++) {
            x[i] = (i == 0 ? 0 : x[i - 1]) + steps[i] * Math.cos(headings[i]);
            y[i] = (i == 0 ? 0 : y[i - 1]) + steps[i] * Math.sin(headings[i]);
            meanX += x[i] / steps.length;
            meanY += y[i] / steps.length;
        }
        double turn = Math.PI * rng.nextDouble();
        for (int i = 0; i < steps.length; i++) {
            double dx = x[i] - meanX;
            double dy = y[i] - meanY;
            x[i] = size + dx * Math.cos(turn) - dy * Math.sin(turn);
            y[i] = size + dx * Math.sin(turn) + dy * Math.cos(turn);
        }
        return new MotionPath(size, x, y);
    }

    /** Beta(1, 30) steps, each shorter than the whole, until they reach it. */
    private static double[] steps(double longest, double unit, Rng rng) {
        var steps = new ArrayList<Double>();
        double sum = 0;
        while (sum < longest) {
            double step = (1 - Math.pow(rng.nextDouble(), 1 / 30.0)) * unit;
            if (step < longest) {
                steps.add(step);
                sum += step;
            }
        }
        return steps.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Absolute headings: triangular in size, on the side of the one before unless the camera jitters. */
    private static double[] headings(int n, double intensity, Rng rng) {
        double widest = rng.nextDouble() * intensity * Math.PI;
        double jitter = beta2And20(rng);
        var headings = new double[n];
        headings[0] = widest * (2 * rng.nextDouble() - 1);
        for (int i = 1; i < n; i++) {
            double size = triangular(intensity * widest, widest + SLACK, rng.nextDouble());
            double side = Math.signum(headings[i - 1]);
            headings[i] = rng.nextDouble() < jitter ? -side * size : side * size;
        }
        return headings;
    }

    /** Beta(2, 20): the second smallest of 21 uniform draws. */
    private static double beta2And20(Rng rng) {
        double first = 1;
        double second = 1;
        for (int i = 0; i < 21; i++) {
            double u = rng.nextDouble();
            if (u < first) {
                second = first;
                first = u;
            } else if (u < second) {
                second = u;
            }
        }
        return second;
    }

    /** The inverse distribution function of the triangular law on [0, max] with its peak at {@code mode}. */
    private static double triangular(double mode, double max, double u) {
        return u < mode / max ? Math.sqrt(u * max * mode) : max - Math.sqrt((1 - u) * max * (max - mode));
    }

    /** The kernel before it is normalised, row-major, in 8-bit steps as the original's picture. */
    double[] render() {
        int canvas = 2 * size;
        double diagonal = Math.sqrt(2) * canvas;
        double[] picture = trace(canvas, Math.max(1, (int) (diagonal / 150)));
        int radius = (int) (diagonal * 0.01);
        if (radius > 0) {
            picture = blur(picture, canvas, radius);
        }
        double[] half = Resampling.LANCZOS3.matrix(canvas, size, 2);
        double[] columns = rows(picture, canvas, half);
        double[] kernel = transpose(rows(transpose(columns, canvas, size), canvas, half), size, size);
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = Math.min(255, Math.max(0, Math.rint(kernel[i])));
        }
        return kernel;
    }

    /** Draws the path in white, {@code thickness} pixels wide. */
    private double[] trace(int canvas, int thickness) {
        var picture = new double[canvas * canvas];
        for (int i = 1; i < x.length; i++) {
            line(picture, canvas, thickness, (int) x[i - 1], (int) y[i - 1], (int) x[i], (int) y[i]);
        }
        return picture;
    }

    /** Bresenham's line between two pixels, what leaves the canvas cut off. */
    private static void line(double[] picture, int canvas, int thickness, int x0, int y0, int x1, int y1) {
        int dx = Math.abs(x1 - x0);
        int dy = -Math.abs(y1 - y0);
        int error = dx + dy;
        int x = x0;
        int y = y0;
        while (true) {
            stamp(picture, canvas, thickness, x, y);
            if (x == x1 && y == y1) {
                return;
            }
            int twice = 2 * error;
            if (twice >= dy) {
                error += dy;
                x += Integer.signum(x1 - x0);
            }
            if (twice <= dx) {
                error += dx;
                y += Integer.signum(y1 - y0);
            }
        }
    }

    private static void stamp(double[] picture, int canvas, int thickness, int x, int y) {
        int before = (thickness - 1) / 2;
        for (int row = y - before; row < y - before + thickness; row++) {
            for (int column = x - before; column < x - before + thickness; column++) {
                if (row >= 0 && row < canvas && column >= 0 && column < canvas) {
                    picture[row * canvas + column] = 255;
                }
            }
        }
    }

    /** Three box filters of fractional width in each direction, together a Gaussian of standard deviation {@code radius}. */
    private static double[] blur(double[] picture, int canvas, int radius) {
        double variance = radius * radius / 3.0;
        double length = Math.sqrt(12 * variance + 1);
        int whole = (int) ((length - 1) / 2);
        double edge =
                (2 * whole + 1) * (whole * (whole + 1) - 3 * variance) / (6 * (variance - (whole + 1) * (whole + 1)));
        double[] box = new double[2 * whole + 3];
        java.util.Arrays.fill(box, 1 / (2 * (whole + edge) + 1));
        box[0] *= edge;
        box[box.length - 1] *= edge;
        double[] result = picture;
        for (int pass = 0; pass < 3; pass++) {
            result = filterRows(result, canvas, box);
        }
        result = transpose(result, canvas, canvas);
        for (int pass = 0; pass < 3; pass++) {
            result = filterRows(result, canvas, box);
        }
        return transpose(result, canvas, canvas);
    }

    /** Filters every row, the pixels at its ends repeated. */
    private static double[] filterRows(double[] picture, int canvas, double[] box) {
        int reach = box.length / 2;
        var result = new double[picture.length];
        for (int i = 0; i < picture.length; i++) {
            int row = i / canvas * canvas;
            for (int j = -reach; j <= reach; j++) {
                int column = Math.min(canvas - 1, Math.max(0, i - row + j));
                result[i] += box[j + reach] * picture[row + column];
            }
        }
        return result;
    }

    /** Multiplies each row of a picture (n, columns) by the transpose of {@code matrix} (m, columns): (n, m). */
    private static double[] rows(double[] picture, int columns, double[] matrix) {
        int n = picture.length / columns;
        int m = matrix.length / columns;
        var result = new double[n * m];
        for (int i = 0; i < n * m; i++) {
            for (int j = 0; j < columns; j++) {
                result[i] += picture[i / m * columns + j] * matrix[i % m * columns + j];
            }
        }
        return result;
    }

    private static double[] transpose(double[] picture, int rows, int columns) {
        var result = new double[picture.length];
        for (int i = 0; i < picture.length; i++) {
            result[i % columns * rows + i / columns] = picture[i];
        }
        return result;
    }
}
