package dev.limpid.solver.classical;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.solver.Method;
import dev.limpid.solver.Run;
import dev.limpid.solver.Solution;
import dev.limpid.solver.Solver;
import dev.limpid.solver.Stage;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * Fills missing pixels smoothly: every one becomes the mean of its (up to four) neighbours, the solution of the discrete
 * Laplace equation with the observed pixels fixed and reflecting picture borders. Results of inpainting are compared with it. It uses no
 * prior. Each channel alone, in float64 by conjugate gradients, to 1e-6 or better.
 */
public final class HarmonicFill implements Solver {
    /** As users meet it. */
    public static final Method<NoSettings> METHOD = Method.withoutPrior(
            "harmonic-fill",
            "harmonic fill",
            new Method.Need(Inpainting.class, "missing pixels"),
            NoSettings.class,
            settings -> new HarmonicFill(),
            NoSettings.forTasks("inpainting"));

    /** Relative residual at which conjugate gradients stop; far below float32, since holes are ill-conditioned. */
    private static final double TOLERANCE = 1e-13;

    /** Pixels beyond which channels are filled one after another: each takes four arrays of Java's heap. */
    private static final long LARGE = 4_200_000;

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        Tensor x =
                fill(measurement.y(), ((Inpainting) measurement.a()).observed()).clamp(-1, 1);
        run.shows(0, Stage.SAMPLING, x);
        return new Solution(x, true);
    }

    /**
     * The images with their missing pixels filled; observed ones stay as they are.
     *
     * @param y images (B, C, H, W); the values of missing pixels are not looked at
     * @param mask 1 where y was observed, 0 where it is missing; (1 or B, 1 or C, H, W)
     * @return (B, C, H, W), float32, on the CPU
     * @throws IllegalArgumentException if the mask does not fit, holds other values, or leaves a channel with no pixel
     */
    public static Tensor fill(Tensor y, Tensor mask) {
        requireFit(y, mask);
        int channels = (int) y.size(1);
        boolean large = y.size(2) * y.size(3) > LARGE;
        try (var scope = Scope.open()) {
            Tensor filled = Tensor.zeros(y.shape());
            Tensor observed = mask.expand(y.shape());
            Scope.each((int) y.size(0) * channels, !large, p -> {
                {
                    channel(filled, p / channels, p % channels)
                            .assign(fillChannel(
                                    channel(y, p / channels, p % channels),
                                    channel(observed, p / channels, p % channels)));
                }
            });
            return scope.keep(filled);
        }
    }

    private static Tensor channel(Tensor images, int b, int c) {
        return images.narrow(0, b, 1).narrow(1, c, 1);
    }

    private static Tensor fillChannel(Tensor y, Tensor observed) {
        float[] values = y.toFloats();
        fill(values, observed.toFloats(), (int) y.size(2), (int) y.size(3));
        return Tensor.of(values, y.shape());
    }

    private static void requireFit(Tensor y, Tensor mask) {
        boolean fits = y.dim() == 4 && mask.dim() == 4;
        for (int d = 0; fits && d < 4; d++) {
            fits = mask.size(d) == y.size(d) || (d < 2 && mask.size(d) == 1);
        }
        if (!fits) {
            throw new IllegalArgumentException("mask " + Arrays.toString(mask.shape())
                    + " does not broadcast to images " + Arrays.toString(y.shape()));
        }
    }

    private static void fill(float[] values, float[] observed, int height, int width) {
        var grid = Grid.of(observed, height, width);
        if (grid.missing.length == 0) {
            return;
        }
        double[] u = grid.solve(values);
        for (int i = 0; i < u.length; i++) {
            values[grid.missing[i]] = (float) u[i];
        }
    }

    /** The missing pixels of one channel and who is beside whom. */
    private static final class Grid {
        private static final int OUTSIDE = -1;

        /** Position of each missing pixel in the plane. */
        final int[] missing;

        /** Four plane positions per missing pixel, or OUTSIDE. */
        private final int[] neighbours;

        /** Number of each plane position among the missing pixels, or OUTSIDE where it was observed. */
        private final int[] number;

        private Grid(int[] missing, int[] neighbours, int[] number) {
            this.missing = missing;
            this.neighbours = neighbours;
            this.number = number;
        }

        static Grid of(float[] observed, int height, int width) {
            var missing = new int[height * width];
            var number = new int[height * width];
            int count = 0;
            for (int i = 0; i < number.length; i++) {
                float m = observed[i];
                if (m != 0 && m != 1) {
                    throw new IllegalArgumentException("a mask holds 0 and 1, got " + m);
                }
                number[i] = m == 1 ? OUTSIDE : count;
                if (m == 0) {
                    missing[count++] = i;
                }
            }
            if (count == number.length) {
                throw new IllegalArgumentException("the mask observes no pixel: there is nothing to fill from");
            }
            missing = Arrays.copyOf(missing, count);
            return new Grid(missing, neighbours(missing, height, width), number);
        }

        private static int[] neighbours(int[] missing, int height, int width) {
            var neighbours = new int[4 * missing.length];
            for (int i = 0; i < missing.length; i++) {
                int p = missing[i];
                neighbours[4 * i] = p >= width ? p - width : OUTSIDE;
                neighbours[4 * i + 1] = p < (height - 1) * width ? p + width : OUTSIDE;
                neighbours[4 * i + 2] = p % width > 0 ? p - 1 : OUTSIDE;
                neighbours[4 * i + 3] = p % width < width - 1 ? p + 1 : OUTSIDE;
            }
            return neighbours;
        }

        /** L u = b by conjugate gradients, where b gathers the observed neighbours. */
        double[] solve(float[] values) {
            double[] r = observedSums(values);
            var u = new double[r.length];
            double[] p = r.clone();
            double rr = dot(r, r);
            double enough = TOLERANCE * TOLERANCE * rr;
            // In exact arithmetic one step per unknown is enough; rounding may ask for more, but never for this many.
            for (long step = 0; rr > enough && step < 10L * u.length; step++) {
                double[] lp = laplacian(p);
                double alpha = rr / dot(p, lp);
                for (int i = 0; i < u.length; i++) {
                    u[i] += alpha * p[i];
                    r[i] -= alpha * lp[i];
                }
                double next = dot(r, r);
                double beta = next / rr;
                for (int i = 0; i < u.length; i++) {
                    p[i] = r[i] + beta * p[i];
                }
                rr = next;
            }
            return u;
        }

        private double[] observedSums(float[] values) {
            var sums = new double[missing.length];
            for (int k = 0; k < neighbours.length; k++) {
                if (neighbours[k] != OUTSIDE && number[neighbours[k]] == OUTSIDE) {
                    sums[k / 4] += values[neighbours[k]];
                }
            }
            return sums;
        }

        /** (number of neighbours) · u − sum of the missing neighbours' u. */
        private double[] laplacian(double[] u) {
            var result = new double[u.length];
            for (int k = 0; k < neighbours.length; k++) {
                if (neighbours[k] != OUTSIDE) {
                    int other = number[neighbours[k]];
                    result[k / 4] += u[k / 4] - (other == OUTSIDE ? 0 : u[other]);
                }
            }
            return result;
        }

        private static double dot(double[] a, double[] b) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += a[i] * b[i];
            }
            return sum;
        }
    }
}
