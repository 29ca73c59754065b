package dev.limpid.solver;

import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.resize.Resampling;
import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.Tensor;

/**
 * The image of few and sharp edges behind a blurred one: min_x ‖x ⊛ k − y‖² + λ ‖∂x‖_0, where the last term counts the pixels that
 * differ from a neighbour. No blurred image has few edges, so that a kernel which is fitted to it does not shrink to a point, as one does that
 * is fitted to a likely image.
 *
 * <p>Source: Xu, Zheng and Jia, "Unnatural L0 sparse representation for natural image deblurring", CVPR 2013; the splitting by weights that
 * double is that of Xu, Lu, Xu and Jia, "Image smoothing via L0 gradient minimization", SIGGRAPH Asia 2011.
 */
final class SharpEdges {
    /** The weight β of the splitting ends here; it begins at 2 λ. */
    private static final double LAST_WEIGHT = 1e5;

    /** Pixels by which a sharp image is continued, so that its borders make no edge. */
    private static final int WRAP = 8;

    private final int height;
    private final int width;
    private final int rows;
    private final int columns;
    private final Tensor y;
    private final Tensor spectrum;
    private final Tensor differences;

    /**
     * Continues y so that it wraps around without an edge.
     *
     * @param y (1, 1, H, W) in [0, 1], on the CPU
     * @param border by how many pixels; a kernel is to be smaller
     */
    SharpEdges(Tensor y, int border) {
        height = (int) y.size(2);
        width = (int) y.size(3);
        rows = Fourier.smooth(height + border);
        columns = Fourier.smooth(width + border);
        Tensor down = Tensor.of(continuation(height, rows), rows, height);
        Tensor right = Tensor.of(continuation(width, columns), columns, width);
        this.y = down.matmul(y).matmul(right.transpose(0, 1)).reshape(1, 1, rows, columns);
        spectrum = Fourier.rfft2(this.y, rows, columns);
        var step = new float[rows * columns];
        step[0] = -1;
        step[columns - 1] += 1;
        Tensor across = Fourier.power(Fourier.rfft2(Tensor.of(step, 1, 1, rows, columns), rows, columns));
        step[columns - 1] -= 1;
        step[(rows - 1) * columns] += 1;
        differences = across.add(Fourier.power(Fourier.rfft2(Tensor.of(step, 1, 1, rows, columns), rows, columns)));
    }

    /** The matrix (to, from) that appends to a line what goes over from its mirrored end to its mirrored beginning. */
    private static float[] continuation(int from, int to) {
        var matrix = new float[to * from];
        for (int i = 0; i < from; i++) {
            matrix[i * from + i] = 1;
        }
        for (int i = from; i < to; i++) {
            float share = (i - from + 1f) / (to - from + 1f);
            matrix[i * from + Resampling.mirror(i, from)] += 1 - share;
            matrix[i * from + Resampling.mirror(i - to, from)] += share;
        }
        return matrix;
    }

    /** The image of few edges that is nearest to a sharp one (1, 1, H, W). */
    static Tensor of(Tensor sharp, double lambda) {
        return new SharpEdges(sharp, WRAP).behind(BlurKernel.delta(1, 1), lambda);
    }

    /**
     * The image behind y, (1, 1, H, W).
     *
     * @param k of an odd size
     * @param lambda λ, in the units of a [0, 1] image
     */
    Tensor behind(BlurKernel k, double lambda) {
        Tensor blur = spectrumOf(k);
        Tensor power = Fourier.power(blur);
        Tensor data = blur.mul(spectrum);
        Tensor x = y;
        for (double beta = 2 * lambda; beta < LAST_WEIGHT; beta *= 2) {
            Tensor across = x.roll(new long[] {-1}, 3).sub(x);
            Tensor down = x.roll(new long[] {-1}, 2).sub(x);
            Tensor edges = across.square().add(down.square()).greater(lambda / beta);
            Tensor keptAcross = across.mul(edges);
            Tensor keptDown = down.mul(edges);
            Tensor divergence = keptAcross
                    .roll(new long[] {1}, 3)
                    .sub(keptAcross)
                    .add(keptDown.roll(new long[] {1}, 2).sub(keptDown));
            Tensor right = data.add(Fourier.rfft2(divergence, rows, columns).mul(beta));
            x = Fourier.irfft2(right.div(power.add(differences.mul(beta))), rows, columns);
        }
        return x.narrow(2, 0, height).narrow(3, 0, width);
    }

    /** The spectrum of k with its middle tap at the origin; its conjugate is that of the cross-correlation. */
    private Tensor spectrumOf(BlurKernel k) {
        double[] values = k.values();
        var image = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            int row = Math.floorMod(i / k.width() - k.height() / 2, rows);
            int column = Math.floorMod(i % k.width() - k.width() / 2, columns);
            image[row * columns + column] += (float) values[i];
        }
        return Fourier.rfft2(Tensor.of(image, 1, 1, rows, columns), rows, columns);
    }
}
