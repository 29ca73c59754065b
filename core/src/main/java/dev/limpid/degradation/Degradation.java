package dev.limpid.degradation;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.MaskRule;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How images of a task are degraded: the kind of A, what is given of it, and what is drawn.
 *
 * @param noiseLevel σ_y in the units of a [−1, 1] image
 * @param scale factor of super-resolution; ignored by the other tasks
 * @param missing which pixels inpainting removes where no mask is given
 * @param mask (1, 1, H, W), 1 where observed; null: drawn
 * @param blur of deblurring; ignored by the other tasks
 * @param nonlinear the A of nonlinear deblurring; ignored by the other tasks
 */
public record Degradation(
        Task task,
        double noiseLevel,
        int scale,
        MaskRule missing,
        @Nullable Tensor mask,
        BlurModel blur,
        NonlinearModel nonlinear) {

    /** From this side on images are degraded as in the paper; below, by kernels in proportion. */
    private static final int PAPER_SIZE = 256;

    public Degradation {
        if (!(noiseLevel >= 0) || Double.isInfinite(noiseLevel)) {
            throw new IllegalArgumentException("noise must be 0 or more, got " + noiseLevel);
        }
    }

    /**
     * The protocol of comparisons: super-resolution ×4; 70 % of the pixels removed; σ = 0.01; kernels of 61 taps, Gaussian
     * with standard deviation 3, for images of 256 pixels, and of 17 taps with standard deviation 1 for smaller ones;
     * motion intensity 0.5, for blind deblurring too; blurred images are mirrored beyond their borders. Nonlinear deblurring is that of a
     * shaken camera, which needs no weights. Denoising, which the paper does not have, uses σ = 0.2.
     */
    public static Degradation protocol(Task task, int imageSize) {
        return new Degradation(
                task,
                task == Task.DENOISE ? 0.2 : 0.01,
                4,
                new MaskRule.Random(0.7),
                null,
                BlurModel.protocol(imageSize >= PAPER_SIZE),
                NonlinearModel.Camera.PROTOCOL);
    }

    public Degradation withNoise(double sigma) {
        return new Degradation(task, sigma, scale, missing, mask, blur, nonlinear);
    }

    public Degradation withScale(int s) {
        return new Degradation(task, noiseLevel, s, missing, mask, blur, nonlinear);
    }

    public Degradation withMissing(MaskRule rule) {
        return new Degradation(task, noiseLevel, scale, rule, mask, blur, nonlinear);
    }

    public Degradation withMask(Tensor observed) {
        return new Degradation(task, noiseLevel, scale, missing, observed, blur, nonlinear);
    }

    public Degradation withBoundary(Boundary boundary) {
        return with(blur.with(boundary));
    }

    public Degradation withKernel(BlurKernel kernel) {
        return with(blur.with(kernel));
    }

    private Degradation with(BlurModel model) {
        return new Degradation(task, noiseLevel, scale, missing, mask, model, nonlinear);
    }

    public Degradation withNonlinear(NonlinearModel model) {
        return new Degradation(task, noiseLevel, scale, missing, mask, blur, model);
    }

    /**
     * A for images of height × width pixels; what is not given is drawn.
     *
     * @param rng the image's own streams
     */
    public ForwardOperator operator(int height, int width, Rng rng) {
        return switch (task) {
            case INPAINTING -> new Inpainting(observed(height, width, rng));
            case SUPER_RESOLUTION -> SuperResolution.bicubic(scale, height, width);
            case GAUSSIAN_DEBLUR, MOTION_DEBLUR, BLIND_DEBLUR -> blur.operator(task, height, width, rng);
            case NONLINEAR_DEBLUR -> nonlinear.operator(height, width, rng);
            case DENOISE -> ForwardOperator.identity();
        };
    }

    private Tensor observed(int height, int width, Rng rng) {
        if (mask == null) {
            return missing.observed(height, width, rng);
        }
        if (mask.size(2) != height || mask.size(3) != width) {
            throw new IllegalArgumentException("the mask has " + mask.size(3) + "x" + mask.size(2)
                    + " pixels, the image " + width + "x" + height + ": they must be the same");
        }
        return mask;
    }

    /** Rows of the measurement of an image with {@code height} rows; where nothing is left of them, 0 or less. */
    public int measuredHeight(int height) {
        return task.hasKernel() ? blur.measuredHeight(height) : measured(height);
    }

    /** Columns of the measurement of an image with {@code width} columns; where nothing is left of them, 0 or less. */
    public int measuredWidth(int width) {
        return task.hasKernel() ? blur.measuredWidth(width) : measured(width);
    }

    private int measured(int side) {
        return task == Task.SUPER_RESOLUTION ? (side + scale - 1) / scale : side;
    }

    /** {@link #parameters()} with what was drawn for {@code a}, where it has no file of its own. */
    public Map<String, Object> parameters(ForwardOperator a) {
        return withNonlinear(nonlinear.of(a)).parameters();
    }

    /** The parameters that matter for the task, for a record; {@code sigma} in the units of a [0, 1] image. */
    public Map<String, Object> parameters() {
        var parameters = new LinkedHashMap<String, Object>();
        switch (task) {
            case INPAINTING -> {
                if (mask != null) {
                    parameters.put("removed", "as the mask says");
                } else if (missing instanceof MaskRule.Random random) {
                    parameters.put("removed", random.share());
                } else {
                    parameters.put("removed", missing.toString());
                }
            }
            case SUPER_RESOLUTION -> parameters.put("scale", scale);
            case GAUSSIAN_DEBLUR, MOTION_DEBLUR, BLIND_DEBLUR -> parameters.putAll(blur.parameters(task));
            case NONLINEAR_DEBLUR -> parameters.putAll(nonlinear.parameters());
            case DENOISE -> {}
        }
        parameters.put("sigma", noiseLevel / 2);
        return parameters;
    }
}
