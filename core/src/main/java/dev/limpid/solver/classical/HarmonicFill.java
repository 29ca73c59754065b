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

    /** Pixels beyond which channels are filled one after another: each takes Java's heap, up to 40 bytes a pixel. */
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
            Scope.each(
                    (int) y.size(0) * channels,
                    !large,
                    p -> channel(filled, p / channels, p % channels)
                            .assign(fillChannel(
                                    channel(y, p / channels, p % channels),
                                    channel(observed, p / channels, p % channels))));
            return scope.keep(filled);
        }
    }

    private static Tensor channel(Tensor images, int b, int c) {
        return images.narrow(0, b, 1).narrow(1, c, 1);
    }

    /** The arrays of y are made for as long as they are looked at: those of the solve take most of Java's heap. */
    private static Tensor fillChannel(Tensor y, Tensor observed) {
        var grid = Grid.of(observed.toFloats(), (int) y.size(3));
        double[] u = grid.solve(grid.observedSums(y.toFloats()));
        float[] values = y.toFloats();
        for (int i = 0; i < u.length; i++) {
            values[grid.missing[i]] = (float) u[i];
        }
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

    /** The missing pixels of one channel and who is beside whom. */
    private static final class Grid {
        private static final int OUTSIDE = -1;

        private final int width;

        /** Position of each missing pixel in the plane. */
        final int[] missing;

        /** Number of each plane position among the missing pixels, or OUTSIDE where it was observed. */
        private final int[] number;

        private Grid(int width, int[] missing, int[] number) {
            this.width = width;
            this.missing = missing;
            this.number = number;
        }

        static Grid of(float[] observed, int width) {
            var number = new int[observed.length];
            int count = 0;
            for (int i = 0; i < number.length; i++) {
                float m = observed[i];
                if (m != 0 && m != 1) {
                    throw new IllegalArgumentException("a mask holds 0 and 1, got " + m);
                }
                number[i] = m == 1 ? OUTSIDE : count++;
            }
            if (count == number.length) {
                throw new IllegalArgumentException("the mask observes no pixel: there is nothing to fill from");
            }
            var missing = new int[count];
            for (int i = 0; i < number.length; i++) {
                if (number[i] != OUTSIDE) {
                    missing[number[i]] = i;
                }
            }
            return new Grid(width, missing, number);
        }

        /** L u = b by conjugate gradients. b is changed. */
        double[] solve(double[] b) {
            double[] r = b;
            var u = new double[r.length];
            double[] p = r.clone();
            var lp = new double[r.length];
            double rr = dot(r, r);
            double enough = TOLERANCE * TOLERANCE * rr;
            // In exact arithmetic one step per unknown is enough; rounding may ask for more, but never for this many.
            for (long step = 0; rr > enough && step < 10L * u.length; step++) {
                laplacian(p, lp);
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

        /** b: of each missing pixel, the sum of its observed neighbours. */
        double[] observedSums(float[] values) {
            var sums = new double[missing.length];
            for (int i = 0; i < sums.length; i++) {
                for (int side = 0; side < 4; side++) {
                    int other = neighbour(missing[i], side);
                    if (other != OUTSIDE && number[other] == OUTSIDE) {
                        sums[i] += values[other];
                    }
                }
            }
            return sums;
        }

        /** (number of neighbours) · u − sum of the missing neighbours' u. */
        private void laplacian(double[] u, double[] result) {
            for (int i = 0; i < u.length; i++) {
                double sum = 0;
                for (int side = 0; side < 4; side++) {
                    int other = neighbour(missing[i], side);
                    if (other != OUTSIDE) {
                        sum += u[i] - (number[other] == OUTSIDE ? 0 : u[number[other]]);
                    }
                }
                result[i] = sum;
            }
        }

        /** The plane position above, below, left or right of p, or OUTSIDE. */
        private int neighbour(int p, int side) {
            return switch (side) {
                case 0 -> p >= width ? p - width : OUTSIDE;
                case 1 -> p < number.length - width ? p + width : OUTSIDE;
                case 2 -> p % width > 0 ? p - 1 : OUTSIDE;
                default -> p % width < width - 1 ? p + 1 : OUTSIDE;
            };
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
