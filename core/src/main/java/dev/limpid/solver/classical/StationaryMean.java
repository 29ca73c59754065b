package dev.limpid.solver.classical;

import dev.limpid.operator.LinearOperator;
import dev.limpid.solver.Run;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Functional.Padding;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * The mean of a picture given y = A S z + n: z is a stationary Gaussian plane of which S takes the picture, n is white, and A blurs with the
 * border that it has. Where A is nearly the correlation with K, (|K|² + N / P)⁻¹ is nearly the inverse of the equations
 *
 * <pre>(Sᵀ Aᵀ A S + N / P) z = Sᵀ Aᵀ y</pre>
 *
 * and preconditions their conjugate gradients: what is left to them is the border.
 */
final class StationaryMean {
    private static final int MOST_ITERATIONS = 50;

    /** Pixels of the plane times iterations at most: the border is a smaller part of a larger picture. */
    private static final double WORK = 5e7;

    private static final int LEAST_ITERATIONS = 4;

    /** The squared length of the preconditioned residual at which the picture is found, relative to that of the right-hand side. */
    private static final double ENOUGH = 1e-5;

    private final LinearOperator a;
    private final Plane plane;
    private final Tensor noiseToSignal;
    private final Tensor inverse;
    private final int height;
    private final int width;

    /**
     * @param noiseToSignal N / P, over the half spectrum of the plane
     * @param power |K|², likewise
     * @param size (1, 1, H, W) of the picture
     */
    StationaryMean(LinearOperator a, Plane plane, Tensor noiseToSignal, Tensor power, long[] size) {
        this.a = a;
        this.plane = plane;
        this.noiseToSignal = noiseToSignal;
        this.inverse = Scope.tidy(() -> noiseToSignal.onesLike().div(power.add(noiseToSignal)));
        this.height = (int) size[2];
        this.width = (int) size[3];
    }

    /**
     * The picture, (1, 1, H, W).
     *
     * @param y what A saw of a picture of mean 0
     * @param first where the iteration begins, on the plane
     * @param run may end it before
     */
    Tensor of(Tensor y, Tensor first, Run run) {
        try (var scope = Scope.open()) {
            Tensor z = first.copy();
            Tensor b = Scope.tidy(() -> spread(a.adjoint(y)));
            double enough = ENOUGH * dot(b, Scope.tidy(() -> preconditioned(b))).item();
            Tensor r = b.sub(Scope.tidy(() -> equations(z)));
            Tensor s = Scope.tidy(() -> preconditioned(r));
            Tensor p = s.copy();
            for (int k = 0; k < iterations() && run.goesOn(); k++) {
                try (var step = Scope.open()) {
                    Tensor rs = dot(r, s);
                    if (!(rs.item() > enough)) {
                        break;
                    }
                    Tensor ap = Scope.tidy(() -> equations(p));
                    Tensor alpha = rs.div(dot(p, ap));
                    InPlace.addProduct(z, 1, p, alpha);
                    InPlace.addProduct(r, -1, ap, alpha);
                    s.assign(Scope.tidy(() -> preconditioned(r)));
                    InPlace.add(InPlace.multiply(p, dot(r, s).div(rs)), s);
                }
            }
            return scope.keep(picture(z));
        }
    }

    private int iterations() {
        double affordable = WORK / ((double) plane.height() * plane.width());
        return (int) Math.max(LEAST_ITERATIONS, Math.min(MOST_ITERATIONS, affordable));
    }

    private Tensor equations(Tensor z) {
        Tensor measured = Scope.tidy(() -> spread(a.adjoint(a.apply(picture(z)))));
        InPlace.add(measured, Scope.tidy(() -> filtered(z, noiseToSignal)));
        return measured;
    }

    private Tensor preconditioned(Tensor r) {
        return filtered(r, inverse);
    }

    private Tensor filtered(Tensor z, Tensor filter) {
        return plane.inverse(plane.spectrum(z).mul(filter));
    }

    /** S z. */
    private Tensor picture(Tensor z) {
        return z.narrow(2, 0, height).narrow(3, 0, width).contiguous();
    }

    /** Sᵀ x. */
    private Tensor spread(Tensor x) {
        return Functional.pad(x, 0, plane.width() - width, 0, plane.height() - height, Padding.CONSTANT);
    }

    private static Tensor dot(Tensor u, Tensor v) {
        return Scope.tidy(() -> u.mul(v).sum());
    }
}
