package dev.limpid.prior;

import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Region;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A pretrained diffusion model: a denoiser, the schedule that it was trained on, and the images that it knows.
 *
 * @param channels channels of an image
 * @param imageSize side of the images that it was trained on, in pixels
 * @param stride by what the sides of an image must be divisible; 1 where the network sees to that
 * @param halo of a local network, how many pixels around a pixel its result depends on: such a network takes images of any size;
 *     empty where the network looks at the whole image
 * @param largestSigma the largest noise that it was trained on, in the units of a [−1, 1] image
 */
public record DiffusionPrior(
        Denoiser denoiser,
        NoiseSchedule schedule,
        int channels,
        int imageSize,
        int stride,
        OptionalInt halo,
        double largestSigma) {
    public DiffusionPrior {
        if (channels < 1 || imageSize < 1 || stride < 1) {
            throw new IllegalArgumentException("channels, image size and stride must be positive, got " + channels
                    + ", " + imageSize + ", " + stride);
        }
        if (!(largestSigma > 0)) {
            throw new IllegalArgumentException("the largest sigma must be positive, got " + largestSigma);
        }
    }

    /** The prior of a network that looks at the whole image and was trained at every time of the schedule. */
    public DiffusionPrior(Denoiser denoiser, NoiseSchedule schedule, int channels, int imageSize, int stride) {
        this(
                denoiser,
                schedule,
                channels,
                imageSize,
                stride,
                OptionalInt.empty(),
                schedule.noiseToImage(schedule.steps() - 1));
    }

    /** A UNet as a prior. */
    public static DiffusionPrior of(UNet unet, NoiseSchedule schedule) {
        UNetConfig config = unet.config();
        return new DiffusionPrior(unet, schedule, config.inChannels(), config.imageSize(), config.stride());
    }

    /** A local network as a prior of the linear schedule. */
    public static DiffusionPrior of(LocalUNet network) {
        NoiseSchedule schedule = NoiseSchedule.linear();
        LocalUNetConfig config = network.config();
        return new DiffusionPrior(
                new LocalDenoiser(network, schedule),
                schedule,
                config.colours(),
                LocalDenoiser.IMAGE_SIZE,
                1,
                OptionalInt.of(config.halo()),
                config.largestSigma());
    }

    /**
     * D(x, σ) = E[x_0 | x_0 + σ n = x], the clean images behind noisy ones; differentiable in x.
     *
     * @param x (B, C, H, W), the clean ones in [−1, 1]
     * @param sigma of their noise in the same units; 0, or what rounds to it, gives x back, and more than the schedule ends with
     *     is taken for its end
     */
    public Tensor denoise(Tensor x, double sigma) {
        return denoise(x, sigma, denoiser);
    }

    /**
     * The same where it is asked for: elsewhere a local prior may give x back, and takes less time.
     *
     * @param asked of images of x's size
     */
    public Tensor denoise(Tensor x, double sigma, Region asked) {
        return denoise(x, sigma, (noisy, t) -> denoiser.epsilon(noisy, t, asked));
    }

    private Tensor denoise(Tensor x, double sigma, Denoiser by) {
        if (!(sigma >= 0 && sigma <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("sigma must be a number of at least 0, got " + sigma);
        }
        double t = schedule.time(sigma);
        double alpha = Math.sqrt(schedule.alphaBar(t));
        double noise = schedule.noiseToImage(t);
        if (noise == 0) {
            return x;
        }
        // x̂_0 = (x_t − √(1 − ᾱ) ε̂) / √ᾱ with x_t = √ᾱ x
        Supplier<Tensor> clean = () -> x.sub(by.epsilon(x.mul(alpha), t).mul(noise));
        // Every array of a large image counts; a recorded one is needed until the gradient is taken.
        return Gradients.recording() ? clean.get() : Scope.tidy(clean);
    }

    /** Whether its network looks at a neighbourhood alone, so that images of every size are its kind. */
    public boolean isLocal() {
        return halo.isPresent();
    }

    /**
     * The same prior for images larger than one evaluation can have. A local network goes over them in tiles with a halo, which
     * changes the result by less than a thousandth of the range. A network of one size sees overlapping windows of that size, whose
     * results are blended; images of its size it sees as they are.
     *
     * @param height of the images, in pixels; likewise {@code width}
     * @param tile side of a square that has as many pixels as a local network's tile with its halo may have
     * @throws IllegalArgumentException if the tile leaves nothing between its halos, or the images are smaller than those of a
     *     network of one size
     */
    public DiffusionPrior tiled(int height, int width, int tile) {
        if (halo.isPresent()) {
            boolean one = (long) height * width <= (long) tile * tile;
            return one ? this : with(new HaloTiles(denoiser, halo.getAsInt(), tile));
        }
        if (Math.min(height, width) < imageSize) {
            throw new IllegalArgumentException("the prior takes images of at least " + imageSize + "x" + imageSize
                    + " pixels, got " + width + "x" + height);
        }
        return height == imageSize && width == imageSize ? this : with(new BlendedWindows(denoiser, imageSize));
    }

    /** The same prior with another denoiser, such as one that counts. */
    public DiffusionPrior with(Denoiser other) {
        return new DiffusionPrior(other, schedule, channels, imageSize, stride, halo, largestSigma);
    }

    /**
     * The same prior along a schedule of another pace, see {@link NoiseSchedule#endsInNoise}: its time t is {@code pace} t of this one. So any
     * grid of times fits into the range that a prior was trained on.
     *
     * @param pace in (0, 1)
     */
    public DiffusionPrior slowed(double pace) {
        if (!(pace > 0 && pace < 1)) {
            throw new IllegalArgumentException("the pace must be in (0, 1), got " + pace);
        }
        return new DiffusionPrior(
                new SlowedDenoiser(denoiser, pace),
                schedule.slowed(pace),
                channels,
                imageSize,
                stride,
                halo,
                largestSigma);
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
