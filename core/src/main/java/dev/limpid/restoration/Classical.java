package dev.limpid.restoration;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.Border;
import dev.limpid.operator.camera.CameraBlur;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.solver.HarmonicFill;
import dev.limpid.solver.Wiener;
import dev.limpid.tensor.Tensor;

/**
 * The answer without a prior that a result is compared with: harmonic fill, bicubic enlargement, Wiener's deconvolution, a camera's
 * inverted response.
 */
public final class Classical {
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

    /** The name of a method without a prior in words, as panels and metrics have it. */
    public static String label(String method) {
        return method.equals("wiener") ? "Wiener" : method.replace('-', ' ');
    }
}
