package dev.limpid.experiment;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.Border;
import dev.limpid.operator.camera.CameraBlur;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.network.NonlinearBlur;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.solver.HarmonicFill;
import dev.limpid.solver.Wiener;
import dev.limpid.tensor.Tensor;

/**
 * The answer without a prior that a result is compared with: harmonic fill, bicubic enlargement, Wiener's deconvolution, a camera's
 * inverted response.
 */
public final class Classical {
    private static final String AS_MEASURED = "as measured";

    private Classical() {}

    /** The classical estimate, (B, C, H, W) in [−1, 1]; y itself where there is none. */
    public static Tensor restore(Measurement measurement) {
        Tensor y = measurement.y();
        if (measurement.a() instanceof Inpainting inpainting) {
            return HarmonicFill.fill(y, inpainting.observed()).clamp(-1, 1);
        }
        if (measurement.a() instanceof SuperResolution superResolution) {
            return superResolution.enlarge(y).clamp(-1, 1);
        }
        if (measurement.a() instanceof Blur blur) {
            Border border = blur.frame();
            return Wiener.deblur(blur.inPlace(y), blur.kernel(), border.top(), border.left(), measurement.noiseLevel())
                    .clamp(-1, 1);
        }
        if (measurement.a() instanceof CameraBlur camera) {
            return camera.invertResponse(y);
        }
        return y.clamp(-1, 1);
    }

    /** The name of what {@link #restore} does for an A of that task. */
    public static String name(Task task, ForwardOperator a) {
        return a instanceof NonlinearBlur ? AS_MEASURED : name(task);
    }

    /** The name of what {@link #restore} does by the task's protocol. */
    public static String name(Task task) {
        return switch (task) {
            case INPAINTING -> "harmonic fill";
            case SUPER_RESOLUTION -> "bicubic";
            case GAUSSIAN_DEBLUR, MOTION_DEBLUR, BLIND_DEBLUR -> "Wiener";
            case NONLINEAR_DEBLUR -> "inverted response";
            case DENOISE -> AS_MEASURED;
        };
    }

    /**
     * The measurement as a picture of the image's size: put in its place and cut or continued to it, or where super-resolution
     * has fewer pixels, each of them repeated.
     */
    public static Tensor picture(Measurement measurement, int height, int width) {
        Tensor picture = inPlace(measurement.y(), measurement.known());
        if (picture.size(2) < height) {
            long[] rows = repeated(height, picture.size(2));
            long[] columns = repeated(width, picture.size(3));
            picture = picture.indexSelect(2, Tensor.of(rows, rows.length))
                    .indexSelect(3, Tensor.of(columns, columns.length));
        }
        return picture.narrow(2, 0, height).narrow(3, 0, width).clamp(-1, 1);
    }

    /** What was measured where the image has it, see {@link Blur#inPlace}. */
    public static Tensor inPlace(Tensor picture, ForwardOperator a) {
        return a instanceof Blur blur ? blur.inPlace(picture) : picture;
    }

    private static long[] repeated(int to, long from) {
        var index = new long[to];
        for (int i = 0; i < to; i++) {
            index[i] = i * from / to;
        }
        return index;
    }
}
