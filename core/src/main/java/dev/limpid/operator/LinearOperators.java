package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/** What holds for every linear operator, for those that have no closed form of their own. */
final class LinearOperators {
    private static final int POWER_ITERATIONS = 30;
    /** Power iteration approaches the norm from below. */
    private static final double POWER_MARGIN = 1.01;

    static final int CG_ITERATIONS = 200;
    static final double CG_TOLERANCE = 1e-5;

    private static final double TINY = 1e-30;

    private LinearOperators() {}

    /** ‖AᵀA‖ by power iteration from a fixed random image of the operator's size, with a margin of one per cent. */
    static double squaredNorm(LinearOperator a, long height, long width, Device device) {
        double norm = 0;
        try (var off = Gradients.off();
                var iteration = Scope.open()) {
            Tensor u = Rng.of(0)
                    .purpose("power iteration")
                    .normal(1, 1, height, width)
                    .to(device);
            for (int k = 0; k < POWER_ITERATIONS; k++) {
                try (var step = Scope.open()) {
                    Tensor next = a.adjoint(a.apply(u));
                    norm = Math.sqrt(next.square().sum().item());
                    if (norm == 0) {
                        return 0;
                    }
                    u.assign(next.div(norm));
                }
            }
        }
        return POWER_MARGIN * norm;
    }

    /**
     * Solves (AᵀA + ρ I) x = Aᵀ y + ρ v by conjugate gradients from x = v, each image for itself, until its residual is below
     * {@link #CG_TOLERANCE} of the right-hand side or {@link #CG_ITERATIONS} are done. Opens a scope for each iteration.
     */
    static Tensor prox(LinearOperator a, Tensor v, Tensor y, double rho) {
        try (var off = Gradients.off()) {
            Tensor b = a.adjoint(y).add(v.mul(rho));
            Tensor x = v.copy();
            Tensor r = b.sub(a.adjoint(a.apply(x)).add(x.mul(rho)));
            Tensor p = r.copy();
            Tensor enough = dot(b, b).mul(CG_TOLERANCE * CG_TOLERANCE);
            for (int k = 0; k < CG_ITERATIONS; k++) {
                try (var step = Scope.open()) {
                    Tensor rr = dot(r, r);
                    // An image that is done stays as it is, so that its result does not depend on its batch.
                    Tensor active = rr.sub(enough).greater(0);
                    if (active.max().item() == 0) {
                        break;
                    }
                    Tensor ap = a.adjoint(a.apply(p)).add(p.mul(rho));
                    Tensor alpha = rr.div(dot(p, ap).add(TINY)).mul(active);
                    x.assign(x.add(p.mul(alpha)));
                    r.assign(r.sub(ap.mul(alpha)));
                    Tensor beta = dot(r, r).div(rr.add(TINY));
                    p.assign(r.add(p.mul(beta)));
                }
            }
            return x;
        }
    }

    /** ⟨u, v⟩ of each image, (B, 1, 1, 1). */
    private static Tensor dot(Tensor u, Tensor v) {
        return u.mul(v).sum(1, 2, 3);
    }
}
