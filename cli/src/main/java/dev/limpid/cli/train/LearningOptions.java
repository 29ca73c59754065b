package dev.limpid.cli.train;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.optim.AdamW;
import dev.limpid.tensor.Device;
import dev.limpid.training.MinSnr;
import dev.limpid.training.Objective;
import dev.limpid.training.Optimisation;
import dev.limpid.training.RateSchedule;
import dev.limpid.training.TrainingConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of how a network learns. */
final class LearningOptions {
    private static final int MOST_PICTURES = 4096;

    @Option(names = "--steps", paramLabel = "N", description = "Changes of the weights.")
    private @Nullable Long steps;

    @Option(names = "--batch", paramLabel = "N", description = "Pictures at a time.")
    private @Nullable Integer batch;

    @Option(
            names = "--accumulate",
            paramLabel = "N",
            description = "Batches of one step, where a larger one does not fit.")
    private @Nullable Integer accumulation;

    @Option(names = "--rate", paramLabel = "RATE", description = "Learning rate.")
    private @Nullable Double rate;

    @Option(names = "--warmup", paramLabel = "N", description = "Steps in which it rises.")
    private @Nullable Long warmup;

    @Option(
            names = "--decay",
            paramLabel = "SHARE",
            description = "Share of the steps, the last ones, in which it falls.")
    private @Nullable Double decay;

    @Option(
            names = "--optimizer",
            paramLabel = "adamw|muon",
            defaultValue = "adamw",
            description = "Of the inner layers' weights; the others always have adamw. Default: ${DEFAULT-VALUE}.")
    private String optimizer;

    @Option(
            names = "--weight-decay",
            paramLabel = "L",
            description = "Share by which a step at rate 1 shrinks the weights.")
    private @Nullable Double weightDecay;

    @Option(names = "--ema", paramLabel = "SHARE", description = "Share that the averaged weights keep in a step.")
    private @Nullable Double ema;

    @Option(names = "--clip", paramLabel = "NORM", description = "Longest gradient; 0: any.")
    private @Nullable Double clip;

    @Option(
            names = "--min-snr",
            paramLabel = "GAMMA",
            defaultValue = "5",
            description = "Weighs the noise levels by min(snr, gamma) / snr; 0: all alike. Default: ${DEFAULT-VALUE}.")
    private double minSnr;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of everything that is drawn. Default: ${DEFAULT-VALUE}.")
    private long seed;

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

    /** The weights of the times in a UNet's loss. */
    MinSnr weighting() {
        return new MinSnr(minSnr);
    }

    /**
     * How a network learns.
     *
     * @throws IllegalArgumentException if a value is impossible
     */
    TrainingConfig config(Objective objective) {
        TrainingConfig usual = objective.standard();
        int batches = or(accumulation, usual.accumulation());
        int pictures = or(batch, usual.batch());
        if (pictures > MOST_PICTURES || batches > MOST_PICTURES) {
            throw new InvalidRequestException("--batch and --accumulate take at most " + MOST_PICTURES);
        }
        RateSchedule rates = usual.rate();
        AdamW.Constants adam = usual.adam();
        return new TrainingConfig(
                objective,
                or(steps, usual.steps()),
                pictures,
                batches,
                new RateSchedule(
                        or(rate, rates.peak()), or(warmup, rates.warmup()), or(decay, rates.decay()), rates.fall()),
                optimisation(),
                new AdamW.Constants(adam.beta1(), adam.beta2(), adam.epsilon(), or(weightDecay, adam.decay())),
                or(ema, usual.ema()),
                or(clip, usual.clip()),
                bfloat16(),
                seed);
    }

    private static <T> T or(@Nullable T given, T usual) {
        return given == null ? usual : given;
    }

    /** The values where an option is not given, a line for each option. */
    static List<String> defaults(TrainingConfig unet, TrainingConfig local) {
        return List.of(
                row("--network", "unet", "local"),
                row("--steps", unet.steps(), local.steps()),
                row("--batch", unet.batch(), local.batch()),
                row("--accumulate", unet.accumulation(), local.accumulation()),
                row("--rate", unet.rate().peak(), local.rate().peak()),
                row("--warmup", unet.rate().warmup(), local.rate().warmup()),
                row("--decay", unet.rate().decay(), local.rate().decay()),
                row("--weight-decay", unet.adam().decay(), local.adam().decay()),
                row("--ema", unet.ema(), local.ema()),
                row("--clip", unet.clip(), local.clip()));
    }

    private static String row(String option, Object unet, Object local) {
        return String.format(Locale.ROOT, "  %-14s  %-7s  %s", option, unet, local);
    }

    private Optimisation optimisation() {
        return Arrays.stream(Optimisation.values())
                .filter(known -> known.toString().equals(optimizer))
                .findAny()
                .orElseThrow(() -> new InvalidRequestException("--optimizer takes adamw or muon, got " + optimizer));
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
