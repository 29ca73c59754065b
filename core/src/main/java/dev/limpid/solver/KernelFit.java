package dev.limpid.solver;

import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.KernelEquations;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Finds the kernel that blurs one image into another: min over the simplex of ½ kᵀ Q k − bᵀ k + c E Σ_j (|j| / r)² k_j, by FISTA.
 *
 * <p>Q and b are the normal equations of the images' differences, E is the mean of Q's diagonal, |j| the distance of a tap from
 * the centre and r = ⌊K / 2⌋. The simplex makes k an energy-conserving blur without a rate to choose; the last term draws
 * single far taps inwards, which errors in the image would otherwise feed.
 *
 * <p>Source: Beck and Teboulle, FISTA, SIAM J. Imaging Sciences 2009; the projection of Held, Wolfe and Crowder, 1974.
 */
final class KernelFit {
    /** Taps nearer than this to one of an island belong to it. */
    private static final int REACH = 2;

    private static final int POWER_ITERATIONS = 20;
    /** Power iterations approach the largest eigenvalue from below. */
    private static final double NORM_MARGIN = 1.02;

    private final KernelEquations equations;
    private final int height;
    private final int width;
    private final double[] right;
    private final double norm;

    /** @param compactness c */
    KernelFit(KernelEquations equations, double compactness) {
        this.equations = equations;
        height = equations.height();
        width = equations.width();
        right = equations.rightSide();
        double energy = equations.energy();
        int reach = Math.max(1, Math.max(height / 2, width / 2));
        for (int i = 0; i < right.length; i++) {
            int down = i / width - height / 2;
            int aside = i % width - width / 2;
            right[i] -= compactness * energy * (down * down + aside * aside) / (reach * reach);
        }
        norm = NORM_MARGIN * largestEigenvalue();
    }

    /** FISTA from a kernel of the same size. */
    BlurKernel from(BlurKernel start, int iterations) {
        double[] k = start.values();
        if (norm == 0) {
            return start; // an image without differences tells nothing
        }
        double[] ahead = k;
        double t = 1;
        for (int i = 0; i < iterations; i++) {
            double[] next = equations.times(ahead);
            for (int j = 0; j < next.length; j++) {
                next[j] = ahead[j] - (next[j] - right[j]) / norm;
            }
            projectOnSimplex(next);
            double tNext = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
            ahead = next.clone();
            for (int j = 0; j < next.length; j++) {
                ahead[j] += (t - 1) / tNext * (next[j] - k[j]);
            }
            k = next;
            t = tNext;
        }
        if (!Double.isFinite(Arrays.stream(k).sum())) {
            throw new SolverDivergedException("the fit of the kernel", iterations, "kernel");
        }
        return BlurKernel.of(k, height, width);
    }

    private double largestEigenvalue() {
        var v = new double[right.length];
        Arrays.fill(v, 1);
        double length = 0;
        for (int i = 0; i < POWER_ITERATIONS; i++) {
            v = equations.times(v);
            length = Math.sqrt(Arrays.stream(v).map(a -> a * a).sum());
            if (length == 0) {
                return 0;
            }
            for (int j = 0; j < v.length; j++) {
                v[j] /= length;
            }
        }
        return length;
    }

    /** The nearest vector of entries that are not negative and sum to 1. */
    static void projectOnSimplex(double[] v) {
        double[] sorted = v.clone();
        Arrays.sort(sorted);
        double sum = 0;
        double shift = 0;
        for (int i = sorted.length - 1; i >= 0; i--) {
            sum += sorted[i];
            double candidate = (sum - 1) / (sorted.length - i);
            if (sorted[i] <= candidate) {
                break;
            }
            shift = candidate;
        }
        for (int i = 0; i < v.length; i++) {
            v[i] = Math.max(0, v[i] - shift);
        }
    }

    /**
     * The heaviest island of the taps that have at least {@code share} of the largest one's weight; the rest is 0, because a
     * moving camera draws one line.
     */
    static BlurKernel heaviestIsland(BlurKernel kernel, double share) {
        double[] k = kernel.values();
        double least = share * Arrays.stream(k).max().orElse(0);
        for (int i = 0; i < k.length; i++) {
            if (k[i] < least) {
                k[i] = 0;
            }
        }
        double[] heaviest = k;
        double most = -1;
        for (int i = 0; i < k.length; i++) {
            if (k[i] > 0) {
                double[] island = takeIsland(k, i, kernel.height(), kernel.width());
                double weight = Arrays.stream(island).sum();
                if (weight > most) {
                    most = weight;
                    heaviest = island;
                }
            }
        }
        return BlurKernel.of(heaviest, kernel.height(), kernel.width());
    }

    /** Moves the taps that can be reached from {@code first} out of {@code k}. */
    private static double[] takeIsland(double[] k, int first, int height, int width) {
        var island = new double[k.length];
        var open = new ArrayDeque<Integer>();
        open.add(first);
        while (!open.isEmpty()) {
            int at = open.remove();
            if (k[at] == 0) {
                continue;
            }
            island[at] = k[at];
            k[at] = 0;
            int row = at / width;
            int column = at % width;
            for (int i = Math.max(0, row - REACH); i <= Math.min(height - 1, row + REACH); i++) {
                for (int j = Math.max(0, column - REACH); j <= Math.min(width - 1, column + REACH); j++) {
                    open.add(i * width + j);
                }
            }
        }
        return island;
    }
}
