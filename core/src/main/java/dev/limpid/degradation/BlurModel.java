package dev.limpid.degradation;

import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Border;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.tensor.Rng;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blur of deblurring, blind or not.
 *
 * @param boundary how a blurred image goes on beyond its border
 * @param kernelSize taps of a drawn kernel in each direction
 * @param kernelStd standard deviation of a Gaussian kernel, in pixels
 * @param motionIntensity how crooked a drawn motion is, 0 … 1
 * @param kernel null: drawn
 */
public record BlurModel(
        Boundary boundary,
        int kernelSize,
        double kernelStd,
        double motionIntensity,
        @Nullable BlurKernel kernel) {
    /** Taps of the paper's images, and the standard deviation of their Gaussian kernel. */
    private static final BlurModel LARGE = new BlurModel(Boundary.REFLECT, 61, 3, 0.5, null);

    /** In proportion. */
    private static final BlurModel SMALL = new BlurModel(Boundary.REFLECT, 17, 1, 0.5, null);

    static BlurModel protocol(boolean large) {
        return large ? LARGE : SMALL;
    }

    BlurModel with(Boundary other) {
        return new BlurModel(other, kernelSize, kernelStd, motionIntensity, kernel);
    }

    BlurModel with(BlurKernel known) {
        return new BlurModel(boundary, kernelSize, kernelStd, motionIntensity, known);
    }

    /** A for images of height × width pixels; a kernel that is not given is drawn. */
    Blur operator(Task task, int height, int width, Rng rng) {
        BlurKernel blurring = kernel == null ? draw(task, rng) : kernel;
        return Blur.of(blurring, Border.same(boundary, blurring), height, width);
    }

    /** Where both are sought, kernel and image can be shifted against each other: what is drawn to be found is centred. */
    private BlurKernel draw(Task task, Rng rng) {
        if (task == Task.GAUSSIAN_DEBLUR) {
            return BlurKernel.gaussian(kernelSize, kernelStd);
        }
        BlurKernel motion = BlurKernel.motion(kernelSize, motionIntensity, rng);
        return task.isBlind() ? motion.centred() : motion;
    }

    /** Rows of the measurement of an image with {@code height} rows; where nothing is left of them, 0 or less. */
    int measuredHeight(int height) {
        return measured(height, kernel == null ? kernelSize : kernel.height());
    }

    /** Columns likewise. */
    int measuredWidth(int width) {
        return measured(width, kernel == null ? kernelSize : kernel.width());
    }

    private int measured(int side, int taps) {
        return boundary == Boundary.VALID ? side - taps + 1 : side;
    }

    /** The parameters for a record. */
    Map<String, Object> parameters(Task task) {
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("boundary", boundary.name());
        parameters.put("kernelSize", kernel == null ? kernelSize : Math.max(kernel.height(), kernel.width()));
        if (kernel == null && task == Task.GAUSSIAN_DEBLUR) {
            parameters.put("kernelStd", kernelStd);
        } else if (kernel == null) {
            parameters.put("motionIntensity", motionIntensity);
        }
        return parameters;
    }
}
