package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * Another operator, some of whose values are not observed and are 0: y = S a(x). Linear where a is; whatever else a can do does not hold for
 * a part of it.
 *
 * <p>Shapes: x and y are those of a; S is (1 or B, 1, h, w) with 1 where y is observed, 0 elsewhere, for all channels.
 */
public sealed class ObservedPart implements PartialObservation {
    private final ForwardOperator whole;
    private final Tensor observed;

    private ObservedPart(ForwardOperator whole, Tensor observed) {
        this.whole = whole;
        this.observed = observed;
    }

    /**
     * A part of an operator; of a part it is a part of the same whole.
     *
     * @param seen S; the tensor is kept
     */
    static PartialObservation of(ForwardOperator a, Tensor seen) {
        if (a instanceof ObservedPart part) {
            return of(part.whole, part.observed.mul(seen));
        }
        Tensor observed =
                a instanceof PartialObservation partial ? partial.observed().mul(seen) : seen;
        return a instanceof LinearOperator linear ? new OfLinear(linear, observed) : new ObservedPart(a, observed);
    }

    /** a. */
    public ForwardOperator whole() {
        return whole;
    }

    @Override
    public ObservedPart to(Device device) {
        return new ObservedPart(whole.to(device), observed.to(device));
    }

    @Override
    public Tensor apply(Tensor x) {
        return whole.apply(x).mul(observed);
    }

    @Override
    public Tensor observed() {
        return observed;
    }

    @Override
    public int planes(int channels) {
        return whole.planes(channels);
    }

    @Override
    public String toString() {
        return "observed part of " + whole;
    }

    private static final class OfLinear extends ObservedPart implements LinearOperator {
        private final LinearOperator a;

        OfLinear(LinearOperator a, Tensor observed) {
            super(a, observed);
            this.a = a;
        }

        @Override
        public OfLinear to(Device device) {
            return new OfLinear(a.to(device), observed().to(device));
        }

        @Override
        public LinearOperator ofImage(int b) {
            Tensor own = observed().size(0) == 1 ? observed() : observed().narrow(0, b, 1);
            return new OfLinear(a.ofImage(b), own);
        }

        @Override
        public Tensor adjoint(Tensor y) {
            return a.adjoint(y.mul(observed()));
        }

        @Override
        public double squaredNorm() {
            long[] image;
            try (var scope = Scope.open()) {
                image = a.adjoint(observed()).shape();
            }
            return LinearOperators.squaredNorm(
                    this, image[2], image[3], observed().device());
        }
    }
}
