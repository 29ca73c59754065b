package dev.limpid.cli.train;

import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.options.OutputOptions;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Requirements;
import dev.limpid.prior.Architecture;
import dev.limpid.training.Augmentation;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import dev.limpid.training.LocalObjective;
import dev.limpid.training.LocalPreset;
import dev.limpid.training.MinSnr;
import dev.limpid.training.NoiseObjective;
import dev.limpid.training.Objective;
import dev.limpid.training.Preset;
import dev.limpid.training.TrainingConfig;
import dev.limpid.training.TrainingFiles;
import dev.limpid.training.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
public final class TrainCommand implements Callable<Integer> {
    private static final int CHECKS = 20;
    private static final int MOST_MINUTES = 100_000;

    private final Action<TrainRequest> action;
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
            names = "--force",
            description = "Begins anew where --out is there already, or its folder holds files of others.")
    private boolean force;

    @Option(
            names = "--from",
            paramLabel = "NAME|PATH",
            description = "Refines a prior, which also says how the network is built.")
    private @Nullable String from;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Architecture of the prior of --from, YAML with the published names, where its file does not tell.")
    private @Nullable Path config;

    @Mixin
    private NetworkOptions network;

    @Mixin
    private LearningOptions learning;

    @Mixin
    private TrainingPictureOptions pictures;

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

    @Mixin
    private OutputOptions output;

    public TrainCommand(Action<TrainRequest> action, int terminal) {
        this.action = action;
        this.terminal = terminal;
    }

    /** Called by picocli: the footer gets the values that the library has. */
    @Spec
    void withDefaults(CommandSpec given) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("Where they are not given:");
        lines.addAll(defaults());
        lines.addAll(List.of(given.usageMessage().footer()));
        given.usageMessage().footer(lines.toArray(String[]::new));
    }

    private static List<String> defaults() {
        Objective unet = new NoiseObjective(
                Preset.SMALL.architecture(64, 3), new MinSnr(5), new Augmentation(Crop.RANDOM, Flips.HORIZONTAL));
        Objective local = LocalObjective.usual(LocalPreset.SMALL.architecture(3), Flips.ALL);
        return LearningOptions.defaults(unet.standard(), local.standard());
    }

    @Override
    public Integer call() throws IOException {
        return action.run(request(), output.console(Console.of(spec, terminal))) ? 0 : 1;
    }

    private TrainRequest request() throws IOException {
        network.requireOwnOptions(spec.commandLine().getParseResult());
        if (from != null && network.given()) {
            throw new InvalidRequestException(
                    "--from says how the network is built; --preset, --size, --channels, --width, --mult,"
                            + " --blocks, --attention, --widths and --unshuffle do not go with it");
        }
        if (from == null && config != null) {
            throw new InvalidRequestException(
                    "--config describes the prior of --from; a new network has --preset and --size");
        }
        if (!(saveMinutes >= 0 && saveMinutes <= MOST_MINUTES)) {
            throw new InvalidRequestException("--save-minutes takes 0 to " + MOST_MINUTES + ", got " + saveMinutes);
        }
        TrainingFiles files = files();
        Requirements.outside(data, out);
        requireStartOrResume(files);
        requireNoInput(files);
        plan(network.architecture(3)); // refuses what is wrong before anything is read
        return new TrainRequest(
                data,
                pictures.excluded(),
                pictures.reading(),
                network.channels(),
                this::plan,
                network::architecture,
                files,
                Optional.ofNullable(from),
                Optional.ofNullable(Requirements.readable("--config", config)),
                resume,
                Duration.ofMillis((long) (saveMinutes * 60_000)));
    }

    private TrainingFiles files() {
        try {
            Path folder = out.toAbsolutePath().getParent();
            Requirements.writableFolder(folder == null ? out : folder);
            return new TrainingFiles(out);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("--out " + e.getMessage(), e);
        }
    }

    private void requireStartOrResume(TrainingFiles files) throws IOException {
        boolean begun = Files.exists(files.state());
        if (resume && !begun) {
            throw new InvalidRequestException(
                    "--resume: there is no training to go on with; " + files.state() + " is missing");
        } else if (!resume && !force && (begun || Files.exists(out, LinkOption.NOFOLLOW_LINKS))) {
            throw new InvalidRequestException(out
                    + " is there already: --resume goes on with its training, another --out begins one, --force begins"
                    + " it anew");
        } else if (!begun) {
            Requirements.ownFolder(files.folder(), String.valueOf(files.lock().getFileName()), force);
        }
    }

    /** Not even with --force is a file replaced that the training reads. */
    private void requireNoInput(TrainingFiles files) throws IOException {
        List<Path> inputs = new ArrayList<>(pictures.files());
        if (from != null) {
            inputs.add(Path.of(from));
        }
        if (config != null) {
            inputs.add(config);
        }
        Requirements.noneOf(inputs, out);
        if (Files.isDirectory(files.folder())) {
            try (Stream<Path> written = Files.list(files.folder())) {
                for (Path file : written.toList()) {
                    Requirements.noneOf(inputs, file);
                }
            }
        }
    }

    private TrainingPlan plan(Architecture architecture) {
        try {
            Objective objective = network.objective(
                    architecture, learning.weighting(), pictures.augmentation(), pictures.localFlips());
            TrainingConfig config = learning.config(objective);
            long every = checkEvery == null ? Math.max(1, config.steps() / CHECKS) : checkEvery;
            long memory = Runtime.getRuntime().maxMemory() / 2;
            return new TrainingPlan(config, pictures.heldOut(), learning.device(), memory, null, every);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }
}
