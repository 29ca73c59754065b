package dev.limpid.cli.train;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.optim.AdamW;
import dev.limpid.prior.UNetConfig;
import dev.limpid.tensor.Device;
import dev.limpid.training.MinSnr;
import dev.limpid.training.Preset;
import dev.limpid.training.RateSchedule;
import dev.limpid.training.TrainingConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of how a network learns. */
final class LearningOptions {
    private static final TrainingConfig STANDARD = TrainingConfig.standard(Preset.SMALL.architecture(64, 3));
    private static final int MOST_PICTURES = 4096;

    @Option(names = "--steps", paramLabel = "N", description = "Changes of the weights. Default: ${DEFAULT-VALUE}.")
    private long steps = STANDARD.steps();

    @Option(names = "--batch", paramLabel = "N", description = "Pictures at a time. Default: ${DEFAULT-VALUE}.")
    private int batch = STANDARD.batch();

    @Option(
            names = "--accumulate",
            paramLabel = "N",
            description = "Batches of one step, where a larger one does not fit. Default: ${DEFAULT-VALUE}.")
    private int accumulation = STANDARD.accumulation();

    @Option(names = "--rate", paramLabel = "RATE", description = "Learning rate. Default: ${DEFAULT-VALUE}.")
    private double rate = STANDARD.rate().peak();

    @Option(names = "--warmup", paramLabel = "N", description = "Steps in which it rises. Default: ${DEFAULT-VALUE}.")
    private long warmup = STANDARD.rate().warmup();

    @Option(
            names = "--decay",
            paramLabel = "SHARE",
            description = "Share of the steps, the last ones, in which it falls. Default: ${DEFAULT-VALUE}.")
    private double decay = STANDARD.rate().decay();

    @Option(names = "--weight-decay", paramLabel = "L", description = "Of AdamW. Default: ${DEFAULT-VALUE}.")
    private double weightDecay = STANDARD.adam().decay();

    @Option(
            names = "--ema",
            paramLabel = "SHARE",
            description = "Share that the averaged weights keep in a step. Default: ${DEFAULT-VALUE}.")
    private double ema = STANDARD.ema();

    @Option(names = "--clip", paramLabel = "NORM", description = "Longest gradient; 0: any. Default: ${DEFAULT-VALUE}.")
    private double clip = STANDARD.clip();

    @Option(
            names = "--min-snr",
            paramLabel = "GAMMA",
            description = "Weighs the noise levels by min(snr, gamma) / snr; 0: all alike. Default: ${DEFAULT-VALUE}.")
    private double minSnr = STANDARD.weighting().gamma();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of everything that is drawn. Default: ${DEFAULT-VALUE}.")
    private long seed = STANDARD.seed();

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda",
            defaultValue = "cpu",
            description = "Where to compute. Default: ${DEFAULT-VALUE}.")
    private Device device;

    @Option(
            names = "--precision",
            paramLabel = "float32|bfloat16",
            description = "Of products and convolutions. Default: bfloat16 with --device cuda, else float32.")
    private @Nullable String precision;

    Device device() {
        return device;
    }

    /**
     * How that network learns.
     *
     * @throws IllegalArgumentException if a value is impossible
     */
    TrainingConfig config(UNetConfig architecture) {
        if (batch > MOST_PICTURES || accumulation > MOST_PICTURES) {
            throw new InvalidRequestException("--batch and --accumulate take at most " + MOST_PICTURES);
        }
        AdamW.Constants usual = STANDARD.adam();
        return new TrainingConfig(
                architecture,
                steps,
                batch,
                accumulation,
                new RateSchedule(rate, warmup, decay),
                new AdamW.Constants(usual.beta1(), usual.beta2(), usual.epsilon(), weightDecay),
                ema,
                clip,
                new MinSnr(minSnr),
                bfloat16(),
                seed);
    }

    private boolean bfloat16() {
        return switch (precision == null ? "" : precision) {
            case "" -> device == Device.CUDA;
            case "float32" -> false;
            case "bfloat16" -> true;
            default -> throw new InvalidRequestException("--precision takes float32 or bfloat16, got " + precision);
        };
    }
}
