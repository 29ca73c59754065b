package dev.limpid.tensor;

import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Convolutions of few input values by the convolution library. LibTorch takes its general matrix product for them, in 1.3 times the time in one
 * thread and twice the time in two (planes of 8 × 8, with AVX-512).
 */
final class SmallConvolution {
    /** Input values up to which LibTorch leaves the library out. */
    private static final long MOST = 20480;

    /** Fewer channels of the result than fill the widest registers are not worth it. */
    private static final long LEAST_CHANNELS = 16;

    private SmallConvolution() {}

    /** Whether the convolution of an input of that shape is one of them; recorded ones are LibTorch's. */
    static boolean serves(Tensor operand, Tensor weight, long[] input, long resultChannels, int groups) {
        return groups == 1
                && input.length == 4
                && input[0] == 1
                && input[1] * input[2] * input[3] <= MOST
                && resultChannels >= LEAST_CHANNELS
                && weight.size(2) > 1
                && weight.size(3) > 1
                && operand.type() == DType.FLOAT32
                && operand.device().equals(Device.CPU)
                && !Gradients.recording()
                && torch.hasMKLDNN();
    }

    static org.bytedeco.pytorch.Tensor forward(
            Tensor x, Tensor weight, TensorOptional bias, long[] stride, long[] padding) {
        return torch.mkldnn_convolution(x.handle(), weight.handle(), bias, padding, stride, new long[] {1, 1}, 1);
    }

    /** Stands for an input whose values do not matter: one in the library's own form lets LibTorch take the library. */
    static org.bytedeco.pytorch.Tensor input(long... shape) {
        return torch.empty(shape).to_mkldnn();
    }
}
