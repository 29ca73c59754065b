package dev.limpid.experiment;

import dev.limpid.operator.Blur;
import dev.limpid.operator.Inpainting;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.SuperResolution;
import dev.limpid.solver.HarmonicFill;
import dev.limpid.solver.Wiener;
import dev.limpid.tensor.Tensor;

/** The answer without a prior that a result is compared with: harmonic fill, bicubic enlargement, Wiener's deconvolution. */
public final class Classical {
    private Classical() {}

    /** The classical estimate, (B, C, H, W) in [−1, 1]; y itself where A is the identity. */
    public static Tensor restore(Measurement measurement) {
        Tensor y = measurement.y();
        if (measurement.a() instanceof Inpainting inpainting) {
            return HarmonicFill.fill(y, inpainting.observed()).clamp(-1, 1);
        }
        if (measurement.a() instanceof SuperResolution superResolution) {
            return superResolution.enlarge(y).clamp(-1, 1);
        }
        if (measurement.a() instanceof Blur blur) {
            return Wiener.deblur(
                            y, blur.kernel(), blur.border().top(), blur.border().left(), measurement.noiseLevel())
                    .clamp(-1, 1);
        }
        return y.clamp(-1, 1);
    }

    /** The name of what {@link #restore} does. */
    public static String name(Task task) {
        return switch (task) {
            case INPAINTING -> "harmonic fill";
            case SUPER_RESOLUTION -> "bicubic";
            case GAUSSIAN_DEBLUR, MOTION_DEBLUR -> "Wiener";
            case DENOISE -> "as measured";
        };
    }

    /**
     * The measurement as a picture of the image's size: cut to it where it is larger, each pixel repeated where it is
     * smaller.
     */
    public static Tensor picture(Tensor y, int height, int width) {
        Tensor picture = y;
        if (y.size(2) < height) {
            long[] rows = repeated(height, y.size(2));
            long[] columns = repeated(width, y.size(3));
            picture = y.indexSelect(2, Tensor.of(rows, rows.length)).indexSelect(3, Tensor.of(columns, columns.length));
        }
        return picture.narrow(2, 0, height).narrow(3, 0, width).clamp(-1, 1);
    }

    private static long[] repeated(int to, long from) {
        var index = new long[to];
        for (int i = 0; i < to; i++) {
            index[i] = i * from / to;
        }
        return index;
    }
}
