package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.function.BinaryOperator;

/** Norm and proximal step of any linear operator, for those that have no closed form of their own. */
public final class LinearOperators {
    private static final int LANCZOS_STEPS = 60;
    /** The steps approach the norm from below; after 60 of them blurs of photographs' sizes are within one per cent. */
    private static final double NORM_MARGIN = 1.01;

    /** When no new direction is left, relative to the norm: rounding of float32. */
    private static final double EXHAUSTED = 1e-6;

    public static final int CG_ITERATIONS = 200;
    static final double CG_TOLERANCE = 1e-5;
    /** The share of the first residual that an inexact step leaves: docs/algorithms/hqs.md compares others. */
    static final double INEXACT = 0.01;

    private static final double TINY = 1e-30;

    /** Products that are held at once on a processor. */
    private static final long AT_ONCE = 1 << 20;

    private LinearOperators() {}

    /**
     * ‖AᵀA‖ by Lanczos's method from a fixed random image, with a margin of one per cent. Plain power iteration needs hundreds
     * of steps here: a blur's largest singular values lie close together, and 30 steps miss some by a tenth.
     */
    public static double squaredNorm(LinearOperator a, long height, long width, Device device) {
        var diagonal = new double[LANCZOS_STEPS];
        var beside = new double[LANCZOS_STEPS];
        int size = 0;
        try (var off = Gradients.off();
                var run = Scope.open()) {
            Tensor q = unit(height, width).to(device);
            Tensor before = q.zerosLike();
            for (double beta = 0; size < LANCZOS_STEPS; ) {
                try (var step = Scope.open()) {
                    Tensor w = a.adjoint(a.apply(q)).sub(before.mul(beta));
                    diagonal[size] = w.mul(q).sum().item();
                    w = w.sub(q.mul(diagonal[size]));
                    beta = Math.sqrt(w.square().sum().item());
                    beside[size++] = beta;
                    if (beta <= EXHAUSTED * diagonal[0]) {
                        break;
                    }
                    before.assign(q);
                    q.assign(w.div(beta));
                }
            }
        }
        return NORM_MARGIN * largestEigenvalue(diagonal, beside, size);
    }

    private static Tensor unit(long height, long width) {
        Tensor u = Rng.of(0).purpose("operator norm").normal(1, 1, height, width);
        return u.div(u.square().sum().sqrt());
    }

    /** The largest eigenvalue of the symmetric tridiagonal matrix of the given size, by bisection. */
    static double largestEigenvalue(double[] diagonal, double[] beside, int size) {
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            double reach = (i > 0 ? beside[i - 1] : 0) + (i < size - 1 ? beside[i] : 0);
            low = Math.max(low, diagonal[i]);
            high = Math.max(high, diagonal[i] + reach);
        }
        while (high - low > 1e-12 * Math.abs(high)) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (exceedsAll(middle, diagonal, beside, size)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /** Whether every pivot of (matrix − value) is negative, that is, no eigenvalue reaches {@code value}. */
    private static boolean exceedsAll(double value, double[] diagonal, double[] beside, int size) {
        double pivot = diagonal[0] - value;
        for (int i = 1; i < size && pivot < 0; i++) {
            pivot = diagonal[i] - value - beside[i - 1] * beside[i - 1] / pivot;
        }
        return pivot < 0;
    }

    /**
     * argmin over x of ‖A x − y‖² + ρ ‖x − v‖² for any linear A: as the operator does it where it is {@link Proximable}, else by
     * conjugate gradients from x = v, until their residual is 1e-5 of the right-hand side.
     *
     * @param rho ρ, positive
     */
    public static Tensor prox(LinearOperator a, Tensor v, Tensor y, double rho) {
        Sizes.requirePositive("rho", rho);
        return Scope.tidy(() ->
                a instanceof Proximable proximable ? proximable.prox(v, y, rho) : prox(a, v, y, rho, CG_ITERATIONS));
    }

    /** The same for outer loops, see {@link Proximable#inexactProx}. */
    public static Tensor inexactProx(LinearOperator a, Tensor v, Tensor y, double rho) {
        Sizes.requirePositive("rho", rho);
        return Scope.tidy(() ->
                a instanceof Proximable proximable ? proximable.inexactProx(v, y, rho) : towardsProx(a, v, y, rho));
    }

    /** The iterations of {@link Proximable#inexactProx}. */
    public static Tensor towardsProx(LinearOperator a, Tensor v, Tensor y, double rho) {
        return descend(a, v, y, rho, CG_ITERATIONS, (b, r) -> dot(r, r).mul(INEXACT * INEXACT));
    }

    /**
     * Solves (AᵀA + ρ I) x = Aᵀ y + ρ v by conjugate gradients from x = v, each image for itself, until its residual is below
     * {@link #CG_TOLERANCE} of the right-hand side or {@code iterations} are done. Opens a scope for each iteration.
     */
    public static Tensor prox(LinearOperator a, Tensor v, Tensor y, double rho, int iterations) {
        return descend(a, v, y, rho, iterations, (b, r) -> dot(b, b).mul(CG_TOLERANCE * CG_TOLERANCE));
    }

    /** @param enough the squared residual at which to stop, (B, 1, 1, 1), of the right-hand side and the first residual */
    private static Tensor descend(
            LinearOperator a, Tensor v, Tensor y, double rho, int iterations, BinaryOperator<Tensor> enough) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Tensor x = v.copy();
            Tensor r;
            Tensor least;
            try (var start = Scope.open()) {
                Tensor b = Scope.tidy(() -> a.adjoint(y).add(v.mul(rho)));
                r = start.keep(b.sub(Scope.tidy(() -> normal(a, x, rho))));
                least = start.keep(enough.apply(b, r));
            }
            Tensor p = r.copy();
            for (int k = 0; k < iterations; k++) {
                try (var step = Scope.open()) {
                    Tensor rr = dot(r, r);
                    // An image that is done stays as it is, so that its result does not depend on its batch.
                    Tensor active = rr.sub(least).greater(0);
                    if (active.max().item() == 0) {
                        break;
                    }
                    Tensor ap = Scope.tidy(() -> normal(a, p, rho));
                    Tensor alpha = rr.div(dot(p, ap).add(TINY)).mul(active);
                    InPlace.addProduct(x, 1, p, alpha);
                    InPlace.addProduct(r, -1, ap, alpha);
                    Tensor beta = dot(r, r).div(rr.add(TINY));
                    InPlace.add(InPlace.multiply(p, beta), r);
                }
            }
            return scope.keep(x);
        }
    }

    /** (AᵀA + ρ I) x. */
    private static Tensor normal(LinearOperator a, Tensor x, double rho) {
        Tensor weighted = x.mul(rho);
        InPlace.add(weighted, Scope.tidy(() -> a.adjoint(Scope.tidy(() -> a.apply(x)))));
        return weighted;
    }

    /**
     * ⟨u, v⟩ of each image, (B, 1, 1, 1), row by row: a sum over all would depend on the number of threads in its last digits. Some rows at a
     * time, so that the products of large images take no memory of their size.
     */
    private static Tensor dot(Tensor u, Tensor v) {
        int rows = (int) u.size(2);
        int most = u.device().equals(Device.CPU) ? (int) Math.max(1, AT_ONCE * rows / u.count()) : rows;
        return Scope.tidy(() -> {
            var sums = new ArrayList<Tensor>();
            for (int row = 0; row < rows; row += most) {
                int from = row;
                int count = Math.min(most, rows - row);
                sums.add(Scope.tidy(() ->
                        u.narrow(2, from, count).mul(v.narrow(2, from, count)).sum(3)));
            }
            return Tensor.cat(sums, 2).sum(1, 2, 3);
        });
    }
}
