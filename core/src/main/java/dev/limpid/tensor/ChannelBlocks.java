package dev.limpid.tensor;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Zeros for channels, up to full blocks of the convolution library, or two groups for one channel. Where a processor does not tell the size of its caches, as those of some
 * virtual machines do not, the library's conversion into blocks leaves whatever the memory held behind the last channel of a block that
 * is not full, and results are wrong or not finite: https://github.com/uxlfoundation/oneDNN/issues/5313. Full blocks are converted as they should be.
 */
final class ChannelBlocks {
    /** Channels of the widest blocks: with half as many, convolutions of stride 2 and those by 1 × 1 were wrong. */
    private static final long BLOCK = 32;

    private ChannelBlocks() {}

    /** Whether a convolution with that weight (channels on both sides, kh, kw) needs its channels filled up here. */
    static boolean areNeeded(Tensor weight, int groups) {
        return groups == 1
                && weight.device().equals(Device.CPU)
                && weight.type() == DType.FLOAT32
                && (full(weight.size(0)) != weight.size(0) || full(weight.size(1)) != weight.size(1))
                && Fault.PRESENT;
    }

    /** A convolution, or the transpose of one. */
    interface Convolution {
        Tensor of(Tensor x, Tensor weight, @Nullable Tensor bias, int groups);
    }

    /** A convolution of filled channels, without those of its result that are not its own. */
    static Tensor filled(Tensor x, Tensor weight, @Nullable Tensor bias, long channels, Convolution convolution) {
        return Scope.tidy(() -> {
            if (weight.size(0) == 1 && weight.size(1) == 1) {
                return besideItself(x, weight, bias, convolution);
            }
            Tensor filledBias = bias == null ? null : fill(bias, 0);
            return own(convolution.of(fill(x, 1), fill(fill(weight, 0), 1), filledBias, 1), channels);
        });
    }

    /**
     * A convolution of one channel into one, in two groups with the same values: groups were right wherever one channel was wrong, and 32
     * channels would take 16 times the memory.
     */
    private static Tensor besideItself(Tensor x, Tensor weight, @Nullable Tensor bias, Convolution convolution) {
        return own(convolution.of(twice(x, 1), twice(weight, 0), bias == null ? null : twice(bias, 0), 2), 1);
    }

    private static Tensor twice(Tensor x, int dimension) {
        return Tensor.cat(List.of(x, x), dimension);
    }

    /** Zeros behind the last entries of a dimension, up to a full block; differentiable. */
    private static Tensor fill(Tensor x, int dimension) {
        long missing = full(x.size(dimension)) - x.size(dimension);
        if (missing == 0) {
            return x;
        }
        long[] beforeAndBehind = new long[2 * (x.shape().length - dimension)]; // from the last dimension on
        beforeAndBehind[beforeAndBehind.length - 1] = missing;
        return Tensor.call("pad", () -> torch.constant_pad_nd(x.handle(), beforeAndBehind, new Scalar(0)), x);
    }

    /** A result's own channels, in the layout that it has. */
    private static Tensor own(Tensor y, long channels) {
        if (y.size(1) == channels) {
            return y;
        }
        return Tensor.call(
                "narrow",
                () -> y.handle().narrow(1, 0, channels).contiguous(y.handle().suggest_memory_format()),
                y);
    }

    private static long full(long channels) {
        return (channels + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** Whether this processor is one of those, found out when it first matters. */
    private static final class Fault {
        private static final Logger LOG = LoggerFactory.getLogger(ChannelBlocks.class);

        static final boolean PRESENT = isPresent();

        /** They fill blocks of no width. */
        private static final int IN = 41;

        private static final long OUT = 19;
        private static final long SIDE = 24;

        private static boolean isPresent() {
            try (var off = Gradients.off()) {
                boolean present = !isTransposed(1) || !isTransposed(2);
                if (present) {
                    LOG.info(
                            "the convolution library loses channels on this processor, which does not tell it the size of its"
                                    + " caches: channels are filled up with zeros for it");
                }
                return present;
            } catch (TensorException e) {
                LOG.info("whether the convolution library loses channels could not be tried; they are filled up", e);
                return true;
            }
        }

        /**
         * Whether a transposed convolution by weights that are i for channel i of the input gives i times as much there as in channel 1, in
         * memory that held infinities.
         */
        private static boolean isTransposed(int stride) {
            try (var scope = Scope.open()) {
                Tensor number = numbers();
                Tensor weight = Tensor.ones(OUT, IN, 3, 3).mul(number);
                Tensor g = Tensor.ones(2, OUT, SIDE / stride, SIDE / stride);
                leaveInfinities(2, 32, SIDE, SIDE);
                leaveInfinities(2, 64, SIDE, SIDE);
                leaveInfinities(32, 64, 3, 3);
                Tensor x = Backward.unfilled(g, weight, stride, 1, 1, 2, IN, SIDE, SIDE);
                Tensor first = x.narrow(1, 1, 1);
                double sum = OUT * (stride == 1 ? 9 : 4);
                return x.sub(first.mul(number)).abs().max().item() <= 1e-3 * sum
                        && Math.abs(first.max().item() - sum) <= 1e-3 * sum;
            }
        }

        private static Tensor numbers() {
            var channels = new float[IN];
            for (int i = 0; i < IN; i++) {
                channels[i] = i;
            }
            return Tensor.of(channels, 1, IN, 1, 1);
        }

        private static void leaveInfinities(long... shape) {
            try (var gone = Scope.open()) {
                Tensor.ones(shape).div(0);
            }
        }
    }
}
