package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/**
 * A linear A that sees the mean of an image's channels: A(x) = a(mean over c of x_c). For a gray measurement and a prior of
 * coloured images.
 *
 * <p>Shapes: x (B, C, H, W), y as a's for one channel.
 */
public final class ChannelMean implements LinearOperator, PartialObservation {
    private final LinearOperator a;
    private final int channels;

    /** @param channels C of the images x */
    public ChannelMean(LinearOperator a, int channels) {
        if (channels < 1) {
            throw new IllegalArgumentException("channels must be positive, got " + channels);
        }
        this.a = a;
        this.channels = channels;
    }

    /** A(x) = a(mean over c of x_c) for any a; a {@link ChannelMean} where a is linear. */
    public static ForwardOperator of(ForwardOperator a, int channels) {
        return a instanceof LinearOperator linear ? new ChannelMean(linear, channels) : new Gray(a);
    }

    @Override
    public ChannelMean to(Device device) {
        return new ChannelMean(a.to(device), channels);
    }

    private record Gray(ForwardOperator a) implements ForwardOperator {
        @Override
        public Tensor apply(Tensor x) {
            return a.apply(x.mean(1));
        }

        @Override
        public Gray to(Device device) {
            return new Gray(a.to(device));
        }
    }

    @Override
    public Tensor apply(Tensor x) {
        return a.apply(x.mean(1));
    }

    @Override
    public Tensor adjoint(Tensor y) {
        Tensor gray = a.adjoint(y);
        return gray.div(channels).expand(gray.size(0), channels, gray.size(2), gray.size(3));
    }

    /** a's, everything where a observes everything. */
    @Override
    public Tensor observed() {
        return a instanceof PartialObservation partial ? partial.observed() : Tensor.ones(1, 1, 1, 1);
    }

    /** ‖aᵀa‖ / C: the mean over C channels has the squared norm 1 / C. */
    @Override
    public double squaredNorm() {
        return a.squaredNorm() / channels;
    }
}
