package dev.limpid.operator.network;

import dev.limpid.nn.Conv2d;
import dev.limpid.nn.Weights;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network that blurs a sharp image as a code from a learned blur-kernel space tells it to: y = x + T(G(E(x), c)), with
 * feature extractor E, adapter G and reconstruction trunk T.
 *
 * <p>Its state dict also holds the kernel extractor that finds the code of a (sharp, blurred) pair; blurring does not use it,
 * and its weights are expected but not kept.
 *
 * <p>Source: Tran et al., "Explore image deblurring via encoded blur kernel space", CVPR 2021; the authors'
 * {@code models/kernel_encoding/kernel_wizard.py}, {@code adaptKernel}.
 */
public final class KernelWizard {
    private static final double SLOPE = 0.1;
    /** The width of the trunk's last layers, which does not follow nf. */
    private static final int EXIT_WIDTH = 64;

    /** By what an image's sides must be divisible: the code has one vector per 128 × 128 pixels. */
    public static final int STRIDE = 4 * KernelAdapter.STRIDE;

    /** x + Conv(ReLU(Conv(x))). */
    private record ResidualBlock(Conv2d conv1, Conv2d conv2) {
        static List<ResidualBlock> list(Weights weights, int first, int count, int features) {
            List<ResidualBlock> blocks = new ArrayList<>();
            for (int i = first; i < first + count; i++) {
                Weights block = weights.at(Integer.toString(i));
                blocks.add(new ResidualBlock(
                        Conv2d.of(block.at("conv1"), features, features, 3),
                        Conv2d.of(block.at("conv2"), features, features, 3)));
            }
            return List.copyOf(blocks);
        }

        Tensor apply(Tensor x) {
            return x.add(conv2.apply(conv1.apply(x).relu()));
        }
    }

    private final KernelWizardOptions options;
    private final Weights weights;
    private final List<Conv2d> entry;
    private final List<ResidualBlock> front;
    private final KernelAdapter adapter;
    private final List<ResidualBlock> back;
    private final List<Conv2d> enlarge;
    private final Conv2d smooth;
    private final Conv2d exit;

    /**
     * @param weights the names of the authors' state dict
     * @throws IllegalArgumentException if one is missing or has another shape
     */
    public KernelWizard(KernelWizardOptions options, Weights weights) {
        this.options = options;
        this.weights = weights;
        int nf = options.features();
        Weights extractor = weights.at("feature_extractor");
        entry = List.of(
                Conv2d.of(extractor.at("0"), options.channels(), nf, 3),
                Conv2d.of(extractor.at("2"), nf, nf, 3, 2, 1),
                Conv2d.of(extractor.at("4"), nf, nf, 3, 2, 1));
        front = ResidualBlock.list(extractor, 6, options.frontBlocks(), nf);
        expectKernelExtractor(weights.at("kernel_extractor.model"));
        adapter = new KernelAdapter(nf, weights.at("adapter.model"));
        Weights trunk = weights.at("recon_trunk");
        int n = options.backBlocks();
        back = ResidualBlock.list(trunk, 0, n, nf);
        enlarge = List.of(
                Conv2d.of(trunk.at(Integer.toString(n)), nf, 4 * nf, 3),
                Conv2d.of(trunk.at(Integer.toString(n + 3)), nf, 4 * EXIT_WIDTH, 3));
        smooth = Conv2d.of(trunk.at(Integer.toString(n + 6)), EXIT_WIDTH, EXIT_WIDTH, 3);
        exit = Conv2d.of(trunk.at(Integer.toString(n + 8)), EXIT_WIDTH, options.channels(), 3);
    }

    /** The same network on another device. */
    public KernelWizard to(Device device) {
        return new KernelWizard(options, new Weights() {
            @Override
            public Tensor get(String name, long... shape) {
                return weights.get(name, shape).to(device);
            }

            @Override
            public void expect(String name, long... shape) {
                weights.expect(name, shape);
            }
        });
    }

    /** A 7 × 7 convolution, five 3 × 3 ones of stride 2 that double the width up to a code's, residual blocks; no biases. */
    private void expectKernelExtractor(Weights weights) {
        int nf = options.features();
        int out = options.variational() ? 2 * options.codeChannels() : options.codeChannels();
        weights.expect("1.weight", nf, options.sharpInput() ? 2L * nf : nf, 7, 7);
        int index = 4;
        for (int width = nf; index <= 16; index += 3, width *= 2) {
            weights.expect(index + ".weight", Math.min(2 * width, out), Math.min(width, out), 3, 3);
        }
        for (; index < 19 + options.extractorBlocks(); index++) {
            weights.expect(index + ".conv_block.1.weight", out, out, 3, 3);
            weights.expect(index + ".conv_block.5.weight", out, out, 3, 3);
        }
    }

    /**
     * The blurred image, of the sharp one's shape; differentiable in both arguments, not cut to [0, 1].
     *
     * @param sharp images (B, C, H, W) in [0, 1], H and W multiples of {@link #STRIDE}
     * @param code c, of {@link #codeShape}, or (B, …) with one code for each image
     * @throws IllegalArgumentException if the shapes are others
     */
    public Tensor blur(Tensor sharp, Tensor code) {
        Tensor f = sharp;
        Tensor c = fit(code, sharp);
        for (Conv2d conv : entry) {
            f = leakyRelu(conv.apply(f));
        }
        for (ResidualBlock block : front) {
            f = block.apply(f);
        }
        Tensor h = adapter.apply(f, c);
        for (ResidualBlock block : back) {
            h = block.apply(h);
        }
        for (Conv2d conv : enlarge) {
            h = leakyRelu(Functional.pixelShuffle(conv.apply(h), 2));
        }
        return exit.apply(leakyRelu(smooth.apply(h))).add(sharp);
    }

    /**
     * The shape (1, K, H / 128, W / 128) of the code of an image.
     *
     * @throws IllegalArgumentException if a side is not a positive multiple of {@link #STRIDE}
     */
    public long[] codeShape(long height, long width) {
        if (height <= 0 || width <= 0 || height % STRIDE != 0 || width % STRIDE != 0) {
            throw new IllegalArgumentException("nonlinear blur needs image sides that are multiples of " + STRIDE
                    + ", got " + height + " x " + width);
        }
        return new long[] {1, options.codeChannels(), height / STRIDE, width / STRIDE};
    }

    /** Checks both shapes and repeats a single code for every image. */
    private Tensor fit(Tensor code, Tensor sharp) {
        if (sharp.dim() != 4 || sharp.size(1) != options.channels()) {
            throw new IllegalArgumentException("nonlinear blur needs images (B, " + options.channels() + ", H, W), got "
                    + Arrays.toString(sharp.shape()));
        }
        long[] shape = codeShape(sharp.size(2), sharp.size(3));
        long[] single = shape.clone();
        shape[0] = sharp.size(0);
        if (Arrays.equals(code.shape(), shape)) {
            return code;
        }
        if (Arrays.equals(code.shape(), single)) {
            return code.expand(shape);
        }
        throw new IllegalArgumentException("blur code " + Arrays.toString(code.shape()) + " does not fit images "
                + Arrays.toString(sharp.shape()) + "; it must be " + Arrays.toString(single));
    }

    private static Tensor leakyRelu(Tensor x) {
        return Functional.leakyRelu(x, SLOPE);
    }
}
