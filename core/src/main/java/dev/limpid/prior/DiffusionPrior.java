package dev.limpid.prior;

import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A pretrained diffusion model: a denoiser, the schedule that it was trained on, and the images that it knows.
 *
 * @param channels channels of an image
 * @param imageSize side of the images that it was trained on, in pixels
 * @param stride by what an image's sides must be divisible
 */
public record DiffusionPrior(Denoiser denoiser, NoiseSchedule schedule, int channels, int imageSize, int stride) {
    public DiffusionPrior {
        if (channels < 1 || imageSize < 1 || stride < 1) {
            throw new IllegalArgumentException("channels, image size and stride must be positive, got " + channels
                    + ", " + imageSize + ", " + stride);
        }
    }

    /** A UNet as a prior. */
    public static DiffusionPrior of(UNet unet, NoiseSchedule schedule) {
        UNetConfig config = unet.config();
        return new DiffusionPrior(unet, schedule, config.inChannels(), config.imageSize(), config.stride());
    }

    /** The same prior with another denoiser, such as one that counts. */
    public DiffusionPrior with(Denoiser other) {
        return new DiffusionPrior(other, schedule, channels, imageSize, stride);
    }

    /** The generator of deterministic DDIM steps on a time grid, as DMILO and DMPlug compose it. */
    public ReverseProcess ddim(TimeGrid grid) {
        List<ReverseStep> steps = new ArrayList<>();
        for (TimeGrid.Step step : grid.steps()) {
            Ddim ddim = Ddim.deterministic(schedule, step);
            steps.add(x -> ddim.next(x, denoiser.epsilon(x, step.t()), null));
        }
        return new ReverseProcess(steps);
    }

    /**
     * A sampler with the variance η² of DDPM's.
     *
     * @param noise standard normal noise for the step that starts at time t
     */
    public ReverseProcess ddim(TimeGrid grid, double eta, IntFunction<Tensor> noise) {
        List<ReverseStep> steps = new ArrayList<>();
        for (TimeGrid.Step step : grid.steps()) {
            var ddim = new Ddim(schedule, step.t(), step.s(), true, true, eta);
            steps.add(x -> ddim.next(x, denoiser.epsilon(x, step.t()), noise.apply(step.t())));
        }
        return new ReverseProcess(steps);
    }
}
