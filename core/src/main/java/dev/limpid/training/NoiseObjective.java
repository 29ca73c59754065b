package dev.limpid.training;

import dev.limpid.checkpoint.UNetConfigs;
import dev.limpid.io.Panels;
import dev.limpid.nn.Weights;
import dev.limpid.optim.AdamW;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.Sampler;
import dev.limpid.prior.TimeGrid;
import dev.limpid.prior.UNet;
import dev.limpid.prior.UNetConfig;
import dev.limpid.tensor.Autocast;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/**
 * A UNet that predicts the noise in pictures of one size: L(θ) = mean over the batch of w_t · mean |ε_θ(x_t, t) − ε|² with x_t =
 * √ᾱ_t x_0 + √(1 − ᾱ_t) ε on the linear schedule.
 *
 * <p>Source: Ho et al., DDPM, NeurIPS 2020, equation 14; the weights w_t: {@link MinSnr}.
 */
public final class NoiseObjective extends Objective {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
    private static final int SAMPLES = 16;
    private static final int SAMPLE_STEPS = 25;

    private final UNetConfig architecture;
    private final MinSnr weighting;
    private final Augmentation augmentation;

    /**
     * For a network.
     *
     * @param weighting of the times in the loss
     * @param augmentation how squares are drawn from the pictures
     * @throws IllegalArgumentException if the network has a learned variance or classes
     */
    public NoiseObjective(UNetConfig architecture, MinSnr weighting, Augmentation augmentation) {
        if (architecture.learnSigma()) {
            throw new IllegalArgumentException("training of a learned variance is not supported");
        }
        if (architecture.classes() != 0) {
            throw new IllegalArgumentException("training of class-conditional priors is not supported");
        }
        this.architecture = architecture;
        this.weighting = weighting;
        this.augmentation = augmentation;
    }

    /**
     * 20,000 steps of 16 pictures, a rate of 5e-4 that falls over the last 30 %, AdamW without decay, an average over about
     * 1000 steps. Origin: that which trained the embedded prior, with half its rate.
     */
    @Override
    public TrainingConfig standard() {
        return new TrainingConfig(
                this,
                20_000,
                16,
                1,
                new RateSchedule(5e-4, 500, 0.3, RateSchedule.Fall.LINEAR),
                Optimisation.ADAMW,
                new AdamW.Constants(0.9, 0.99, 1e-8, 0),
                0.999,
                1,
                false,
                0);
    }

    @Override
    public int channels() {
        return architecture.inChannels();
    }

    @Override
    public int size() {
        return architecture.imageSize();
    }

    @Override
    public String shown() {
        return channels() + " x " + size() + " x " + size();
    }

    @Override
    public List<String> levels() {
        return Validation.TIMES.stream().map(t -> "t" + t).toList();
    }

    @Override
    Map<String, String> architecture() {
        return UNetConfigs.options(architecture);
    }

    @Override
    Map<String, String> conventions() {
        return new TreeMap<>(
                Map.of("noise_schedule", SCHEDULE.name(), "diffusion_steps", "1000", "prediction", "epsilon"));
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("min_snr", Double.toString(weighting.gamma()));
    }

    @Override
    public Augmentation augmentation() {
        return augmentation;
    }

    @Override
    Weights drawn(Rng rng) {
        return new InitialWeights(rng);
    }

    @Override
    boolean isInner(String weight) {
        return !weight.startsWith("input_blocks.0.") && !weight.startsWith("out.");
    }

    @Override
    Learner learner(Weights weights) {
        return new Predictor(new UNet(architecture, weights), weighting);
    }

    @Override
    BatchSource batches(ImageFolder pictures, TrainingConfig config, long memory) {
        return new PictureBatches(pictures, augmentation, config.batch(), channels(), size(), memory, config.seed());
    }

    @Override
    long changesFrom(long steps) {
        return steps;
    }

    /** mean |ε_θ(x_t, t) − ε|². */
    @Override
    double heldOutLoss(DiffusionPrior prior, int level, Tensor x0, Tensor noise) {
        int t = Validation.TIMES.get(level);
        Tensor x = x0.mul(SCHEDULE.alpha(t)).add(noise.mul(SCHEDULE.sigma(t)));
        return prior.denoiser().epsilon(x, t).sub(noise).square().mean().item();
    }

    /** Samples from noise alone. */
    @Override
    void sheet(DiffusionPrior prior, Validation heldOut, Device device, long seed, Path file) throws IOException {
        try (var scope = Scope.open()) {
            var sampler = new Sampler(prior, TimeGrid.consistent(SAMPLE_STEPS), 0, device, seed);
            Panels.grid(sampler.draw(0, SAMPLES), file);
        }
    }

    /** x_t of a batch, each picture at its own time. */
    private static Tensor noisy(Batch batch, Device device) {
        Tensor a = perTime(batch, SCHEDULE::alpha, device);
        Tensor s = perTime(batch, SCHEDULE::sigma, device);
        return batch.x0(device).mul(a).add(batch.noise(device).mul(s));
    }

    private static Tensor perTime(Batch batch, IntToDoubleFunction value, Device device) {
        return Batch.perPicture(
                Arrays.stream(batch.levels())
                        .map(t -> value.applyAsDouble((int) t))
                        .toArray(),
                device);
    }

    private record Predictor(UNet network, MinSnr weighting) implements Learner {
        @Override
        public Tensor loss(Batch batch, Device device, boolean bfloat16) {
            Tensor x = noisy(batch, device);
            Tensor predicted;
            try (var precision = Autocast.bfloat16(device, bfloat16)) {
                predicted = network.apply(x, batch.levels(), null, (name, value) -> {});
            }
            Tensor error = predicted.to(DType.FLOAT32).sub(batch.noise(device)).square();
            return error.mul(perTime(batch, t -> weighting.weight(SCHEDULE, t), device))
                    .mean();
        }

        @Override
        public DiffusionPrior prior() {
            return DiffusionPrior.of(network, SCHEDULE);
        }
    }
}
