package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * Conjugate gradients (Fletcher and Reeves) on f(z) = ‖A(z) − y‖² / 2 + ρ ‖z − x̂‖² / 2 with the step that is best where A is
 * linear. An image that a step would take up keeps its z; its next direction is the gradient, with half the step.
 */
final class ProximalDescent {
    /** Root mean square of the forward difference by which a nonlinear A is derived. */
    private static final double ETA = 1e-3;

    private static final double TINY = 1e-30;

    private final ForwardOperator a;
    private final Tensor y;
    private final Tensor xHat;
    private final double rho;
    private final Tensor z;
    private final Tensor r;
    private final Tensor g; // −∇f
    private final Tensor d;
    private final Tensor length;

    ProximalDescent(ForwardOperator a, Tensor y, Tensor xHat, double rho) {
        this.a = a;
        this.y = y;
        this.xHat = xHat;
        this.rho = rho;
        z = xHat.copy();
        Derivative.Point begin = Derivative.at(a, z, y);
        r = begin.residual().copy();
        g = begin.gradient().neg();
        d = g.copy();
        length = Tensor.ones(z.size(0), 1, 1, 1).to(z.device());
    }

    /** One step; f before it, mean over the images. */
    double step() {
        try (var step = Scope.open()) {
            Tensor before = value(z, r);
            Tensor dd = Residual.squares(d);
            Tensor jd = Derivative.along(a, z, d, r, y, eta(dd));
            Tensor alpha = Derivative.dot(g, d)
                    .div(dd.mul(rho).add(Residual.squares(jd)).add(TINY))
                    .mul(length);
            Tensor next = z.add(d.mul(alpha));
            var there = Derivative.after(new Derivative.Point(r, g), jd.mul(alpha), a, next, y);
            Tensor gNext = there.gradient().add(next.sub(xHat).mul(rho)).neg();
            Tensor risen = value(next, there.residual()).sub(before).greater(0);
            Tensor taken = risen.neg().add(1);
            Tensor beta = Residual.squares(gNext).div(Residual.squares(g).add(TINY));
            d.assign(mix(g, gNext.add(d.mul(beta)), taken));
            z.assign(mix(z, next, taken));
            r.assign(mix(r, there.residual(), taken));
            g.assign(mix(g, gNext, taken));
            length.assign(mix(length.mul(0.5), length.onesLike(), taken));
            return before.mean().item();
        }
    }

    private Tensor value(Tensor at, Tensor residual) {
        return Residual.squares(residual)
                .add(Residual.squares(at.sub(xHat)).mul(rho))
                .div(2);
    }

    /** The length of a forward difference whose root mean square is {@link #ETA}. */
    private Tensor eta(Tensor dd) {
        double n = (double) z.count() / z.size(0);
        return dd.onesLike().mul(ETA).div(dd.div(n).add(TINY).sqrt());
    }

    /** The image so far, changed in place by every step. */
    Tensor z() {
        return z;
    }

    /** Where {@code share} is 1 the second, where it is 0 the first. */
    static Tensor mix(Tensor first, Tensor second, Tensor share) {
        return first.mul(share.neg().add(1)).add(second.mul(share));
    }
}
