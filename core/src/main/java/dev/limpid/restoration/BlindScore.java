package dev.limpid.restoration;

import dev.limpid.metric.Metric;
import dev.limpid.metric.Psnr;
import dev.limpid.metric.Ssim;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * How near a blindly restored image comes to the truth. Image and kernel can be shifted against each other without a trace in
 * the measurement, so every number is the best over whole shifts.
 *
 * @param psnr in dB, where the shifted images overlap
 * @param ssim at the shift of the best PSNR
 */
public record BlindScore(double psnr, double ssim) {
    /** Shifts are tried up to so many pixels in each direction. */
    public static final int REACH = 4;

    private static final Metric PSNR = new Psnr();
    private static final Metric SSIM = new Ssim();

    /**
     * Of one image.
     *
     * @param x (1, C, H, W) in [−1, 1]; values beyond are cut
     * @param truth of the same shape
     */
    public static BlindScore of(Tensor x, Tensor truth) {
        var best = new BlindScore(Double.NEGATIVE_INFINITY, 0);
        for (int down = -REACH; down <= REACH; down++) {
            for (int right = -REACH; right <= REACH; right++) {
                try (var shift = Scope.open()) {
                    Tensor moved = overlap(x.clamp(-1, 1), down, right);
                    Tensor still = overlap(truth, -down, -right);
                    double psnr = PSNR.of(moved, still)[0];
                    if (psnr > best.psnr()) {
                        best = new BlindScore(psnr, SSIM.of(moved, still)[0]);
                    }
                }
            }
        }
        return best;
    }

    /** What is left of an image without {@code down} rows at its top, or as many at its bottom where that is negative. */
    private static Tensor overlap(Tensor image, int down, int right) {
        return image.narrow(2, Math.max(down, 0), image.size(2) - Math.abs(down))
                .narrow(3, Math.max(right, 0), image.size(3) - Math.abs(right))
                .contiguous();
    }

    /** ‖k − k*‖ / ‖k*‖ of the kernel at its best shift, of any sizes; 0 is perfect, and 1 what a very broad kernel has. */
    public static double kernelError(BlurKernel found, BlurKernel truth) {
        int height = Math.max(found.height(), truth.height());
        int width = Math.max(found.width(), truth.width());
        BlurKernel wide = truth.within(height, width);
        double[] k = found.within(height, width).alignedTo(wide).values();
        double[] t = wide.values();
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < t.length; i++) {
            difference += (k[i] - t[i]) * (k[i] - t[i]);
            norm += t[i] * t[i];
        }
        return Math.sqrt(difference / norm);
    }
}
