package dev.limpid.restoration;

import dev.limpid.degradation.Task;
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
}
