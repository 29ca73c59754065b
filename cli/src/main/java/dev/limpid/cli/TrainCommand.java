package dev.limpid.cli;

import dev.limpid.optim.AdamW;
import dev.limpid.prior.UNetConfig;
import dev.limpid.tensor.Device;
import dev.limpid.training.Augmentation;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import dev.limpid.training.MinSnr;
import dev.limpid.training.Preset;
import dev.limpid.training.RateSchedule;
import dev.limpid.training.TrainingConfig;
import dev.limpid.training.TrainingFiles;
import dev.limpid.training.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code limpid train}: a prior from a folder of pictures. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains a prior on a folder of pictures. It can be stopped at any time and gone on with.",
        footer = {
            "",
            "Beside PRIOR.safetensors a folder PRIOR.training keeps the state, the curves and samples.",
            "Stop with Ctrl-C, or kill: --resume goes on, to the same result byte for byte on a CPU."
        })
final class TrainCommand implements Callable<Integer> {
    private static final TrainingConfig STANDARD = TrainingConfig.standard(Preset.SMALL.architecture(64, 3));
    private static final int CHECKS = 20;
    private static final int MOST_MINUTES = 100_000;
    private static final int MOST_PICTURES = 4096;

    private final Runner runner;
    private final int terminal;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FOLDER",
            description = "Pictures, in folders below it too.")
    private Path data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PRIOR.safetensors",
            description = "The prior's file, with the averaged weights.")
    private Path out;

    @Option(names = "--resume", description = "Goes on with the training that --out belongs to.")
    private boolean resume;

    @Option(
            names = "--from",
            paramLabel = "NAME|PATH",
            description = "Refines a prior, which also says how the network is built.")
    private @Nullable String from;

    @Mixin
    private NetworkOptions network;

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
            names = "--crop",
            paramLabel = "native|whole|random",
            defaultValue = "random",
            description =
                    "Squares at the pictures' own resolution (instruments), the largest ones scaled down (objects that"
                            + " fill the picture), or of any size between (photographs). Default: ${DEFAULT-VALUE}.")
    private Crop crop;

    @Option(
            names = "--flips",
            paramLabel = "none|horizontal|all",
            defaultValue = "horizontal",
            description = "Mirror images; all: the eight turns and mirror images too. Default: ${DEFAULT-VALUE}.")
    private Flips flips;

    @Option(
            names = "--held-out",
            paramLabel = "SHARE",
            defaultValue = "0.02",
            description =
                    "Share of the pictures that is only looked at, chosen by their contents. Default: ${DEFAULT-VALUE}.")
    private double heldOut;

    @Option(
            names = "--exclude",
            paramLabel = "FILE",
            description = "Names of pictures below --data that are left out, one a line; # begins a remark.")
    private @Nullable Path exclude;

    @Mixin
    private ReadingOptions reading;

    @Option(
            names = "--save-minutes",
            paramLabel = "M",
            defaultValue = "5",
            description = "Time between two savings. Default: ${DEFAULT-VALUE}.")
    private double saveMinutes;

    @Option(
            names = "--check-every",
            paramLabel = "N",
            description = "Steps between two looks at held-out pictures and samples. Default: a twentieth of --steps.")
    private @Nullable Long checkEvery;

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

    @Mixin
    private OutputOptions output;

    TrainCommand(Runner runner, int terminal) {
        this.runner = runner;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        return runner.train(request(), output.console(Console.of(spec, terminal))) ? 0 : 1;
    }

    private TrainRequest request() throws IOException {
        if (from != null && network.given()) {
            throw new UsageException(
                    "--from says how the network is built; --preset, --size, --channels, --width, --mult,"
                            + " --blocks and --attention do not go with it");
        }
        if (!(saveMinutes >= 0 && saveMinutes <= MOST_MINUTES)) {
            throw new UsageException("--save-minutes takes 0 to " + MOST_MINUTES + ", got " + saveMinutes);
        }
        if (batch > MOST_PICTURES || accumulation > MOST_PICTURES) {
            throw new UsageException("--batch and --accumulate take at most " + MOST_PICTURES);
        }
        TrainingFiles files = files();
        if (out.toAbsolutePath().normalize().startsWith(data.toAbsolutePath().normalize())) {
            throw new UsageException("--out " + out + " lies in --data " + data
                    + ", so that the training would learn from its own samples; choose another place");
        }
        requireStartOrResume(files);
        plan(network.architecture(3)); // refuses what is wrong before anything is read
        return new TrainRequest(
                data,
                excluded(),
                reading.reading(),
                network.channels(),
                this::plan,
                network::architecture,
                files,
                Optional.ofNullable(from),
                resume,
                Duration.ofMillis((long) (saveMinutes * 60_000)));
    }

    private TrainingFiles files() {
        try {
            Path folder = out.toAbsolutePath().getParent();
            Requirements.writableFolder(folder == null ? out : folder);
            return new TrainingFiles(out);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--out " + e.getMessage(), e);
        }
    }

    private void requireStartOrResume(TrainingFiles files) {
        boolean begun = Files.exists(files.state());
        if (resume && !begun) {
            throw new UsageException("--resume: there is no training to go on with; " + files.state() + " is missing");
        } else if (!resume && (begun || Files.exists(out))) {
            throw new UsageException(
                    out + " is there already: --resume goes on with its training, another --out begins one");
        }
    }

    private TrainingPlan plan(UNetConfig architecture) {
        try {
            var config = new TrainingConfig(
                    architecture,
                    steps,
                    batch,
                    accumulation,
                    new RateSchedule(rate, warmup, decay),
                    new AdamW.Constants(
                            STANDARD.adam().beta1(),
                            STANDARD.adam().beta2(),
                            STANDARD.adam().epsilon(),
                            weightDecay),
                    ema,
                    clip,
                    new MinSnr(minSnr),
                    bfloat16(),
                    seed);
            long every = checkEvery == null ? Math.max(1, steps / CHECKS) : checkEvery;
            long memory = Runtime.getRuntime().maxMemory() / 2;
            return new TrainingPlan(config, new Augmentation(crop, flips), heldOut, device, memory, null, every);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }

    private boolean bfloat16() {
        return switch (precision == null ? "" : precision) {
            case "" -> device == Device.CUDA;
            case "float32" -> false;
            case "bfloat16" -> true;
            default -> throw new UsageException("--precision takes float32 or bfloat16, got " + precision);
        };
    }

    private Set<String> excluded() throws IOException {
        Path file = Requirements.readable("--exclude", exclude);
        return file == null
                ? Set.of()
                : Files.readAllLines(file).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .collect(Collectors.toUnmodifiableSet());
    }
}
