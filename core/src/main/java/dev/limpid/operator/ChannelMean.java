package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * The A that sees the mean of an image's channels, A(x) = a(mean over c of x_c): for a gray measurement and a prior of coloured
 * images. It has every capability that a has.
 *
 * <p>Shapes: x (B, C, H, W), y as a's for one channel.
 */
public sealed class ChannelMean implements PartialObservation {
    private final ForwardOperator a;
    final int channels;

    private ChannelMean(ForwardOperator a, int channels) {
        this.a = a;
        this.channels = channels;
    }

    /**
     * A with the capabilities of a; a itself where there is one channel.
     *
     * @param a an operator on gray images (B, 1, H, W)
     * @param channels C of the images x, positive
     */
    public static ForwardOperator of(ForwardOperator a, int channels) {
        if (channels < 1) {
            throw new IllegalArgumentException("channels must be positive, got " + channels);
        }
        if (channels == 1) {
            return a;
        }
        if (a instanceof Spectral spectral) {
            return new OfSpectral(spectral, channels);
        }
        if (a instanceof Proximable proximable) {
            return a instanceof PseudoInvertible invertible
                    ? new OfProximableAndInvertible(proximable, invertible, channels)
                    : new OfProximable(proximable, channels);
        }
        if (a instanceof PseudoInvertible invertible) {
            return new OfInvertible(invertible, channels);
        }
        return a instanceof LinearOperator linear ? new OfLinear(linear, channels) : new ChannelMean(a, channels);
    }

    @Override
    public ChannelMean to(Device device) {
        return new ChannelMean(a.to(device), channels);
    }

    @Override
    public Tensor apply(Tensor x) {
        return a.apply(x.mean(1));
    }

    /** The entries that a observes; 1, without dimensions, where a is no {@link PartialObservation}. */
    @Override
    public Tensor observed() {
        return a instanceof PartialObservation partial ? partial.observed() : Tensor.scalar(1);
    }

    /** The gray images in every channel. */
    Tensor spread(Tensor gray) {
        return gray.expand(gray.size(0), channels, gray.size(2), gray.size(3));
    }

    @Override
    public String toString() {
        return "channel mean of " + channels + ", then " + a;
    }

    private static sealed class OfLinear extends ChannelMean implements LinearOperator {
        private final LinearOperator a;

        OfLinear(LinearOperator a, int channels) {
            super(a, channels);
            this.a = a;
        }

        @Override
        public OfLinear to(Device device) {
            return new OfLinear(a.to(device), channels);
        }

        /** With the capabilities of a's. */
        @Override
        public LinearOperator ofImage(int b) {
            return (LinearOperator) ChannelMean.of(a.ofImage(b), channels);
        }

        @Override
        public Tensor adjoint(Tensor y) {
            return spread(a.adjoint(y).div(channels));
        }

        /** ‖aᵀa‖ / C: the mean over C channels has the squared norm 1 / C. */
        @Override
        public double squaredNorm() {
            return a.squaredNorm() / channels;
        }
    }

    private static final class OfInvertible extends OfLinear implements PseudoInvertible {
        private final PseudoInvertible a;

        OfInvertible(PseudoInvertible a, int channels) {
            super(a, channels);
            this.a = a;
        }

        @Override
        public OfInvertible to(Device device) {
            return new OfInvertible(a.to(device), channels);
        }

        @Override
        public Tensor pseudoInverse(Tensor y) {
            return spread(a.pseudoInverse(y));
        }
    }

    private static sealed class OfProximable extends OfLinear implements Proximable {
        private final Proximable a;

        OfProximable(Proximable a, int channels) {
            super(a, channels);
            this.a = a;
        }

        @Override
        public OfProximable to(Device device) {
            return new OfProximable(a.to(device), channels);
        }

        /** {@inheritDoc} Only the mean moves, and ‖x − v‖² counts its movement C times. */
        @Override
        public Tensor prox(Tensor v, Tensor y, double rho) {
            Tensor mean = v.mean(1);
            return v.add(a.prox(mean, y, rho * channels).sub(mean));
        }

        @Override
        public Tensor inexactProx(Tensor v, Tensor y, double rho) {
            Tensor mean = v.mean(1);
            return v.add(a.inexactProx(mean, y, rho * channels).sub(mean));
        }
    }

    private static sealed class OfProximableAndInvertible extends OfProximable implements PseudoInvertible {
        private final Proximable proximable;
        private final PseudoInvertible invertible;

        OfProximableAndInvertible(Proximable proximable, PseudoInvertible invertible, int channels) {
            super(proximable, channels);
            this.proximable = proximable;
            this.invertible = invertible;
        }

        @Override
        public OfProximableAndInvertible to(Device device) {
            return new OfProximableAndInvertible(proximable.to(device), invertible.to(device), channels);
        }

        @Override
        public Tensor pseudoInverse(Tensor y) {
            return spread(invertible.pseudoInverse(y));
        }
    }

    /**
     * V is a's for √C times the mean of the channels, and the identity for what is left of them, which A does not see. The basis of
     * the channels is the reflection that takes the first one to (1, …, 1) / √C.
     */
    private static final class OfSpectral extends OfProximableAndInvertible implements Spectral {
        private final Spectral a;
        private final double root;

        OfSpectral(Spectral a, int channels) {
            super(a, a, channels);
            this.a = a;
            this.root = Math.sqrt(channels);
        }

        @Override
        public OfSpectral to(Device device) {
            return new OfSpectral(a.to(device), channels);
        }

        @Override
        public Tensor vt(Tensor x) {
            Tensor reflected = reflected(x);
            return joined(a.vt(first(reflected)), rest(reflected));
        }

        @Override
        public Tensor v(Tensor c) {
            return reflected(joined(a.v(first(c)), rest(c)));
        }

        @Override
        public Tensor ut(Tensor y) {
            return withZeros(a.ut(y));
        }

        @Override
        public Tensor singular() {
            return withZeros(a.singular().div(root));
        }

        private Tensor withZeros(Tensor gray) {
            return joined(gray, gray.zerosLike().expand(gray.size(0), channels - 1, gray.size(2), gray.size(3)));
        }

        /** x − 2 n nᵀx for n = (√C − 1, −1, …, −1) / √(2 C − 2 √C). */
        private Tensor reflected(Tensor x) {
            Tensor sum = rest(x).sum(1);
            Tensor rest = rest(x).add(first(x).div(root).sub(sum.div(channels - root)));
            return joined(first(x).add(sum).div(root), rest);
        }

        private static Tensor first(Tensor x) {
            return x.narrow(1, 0, 1);
        }

        private Tensor rest(Tensor x) {
            return x.narrow(1, 1, channels - 1);
        }

        private static Tensor joined(Tensor first, Tensor rest) {
            return Tensor.cat(List.of(first, rest), 1);
        }
    }
}
