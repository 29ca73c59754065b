package dev.limpid.checkpoint;

import dev.limpid.nn.WeightLayout;
import dev.limpid.nn.Weights;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.LocalUNet;
import dev.limpid.prior.LocalUNetConfig;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.UNet;
import dev.limpid.prior.UNetConfig;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes priors ready to use, from names of the catalogue and from files. */
public final class PriorLoader {
    private final PriorCatalog catalog;
    private final Device device;
    private final Consumer<String> notes;

    public PriorLoader(PriorCatalog catalog, Device device) {
        this(catalog, device, note -> {});
    }

    /** Tells {@code notes} in one line which of a file's weights are taken, where it has several, and what is assumed of them. */
    public PriorLoader(PriorCatalog catalog, Device device, Consumer<String> notes) {
        this.catalog = catalog;
        this.device = device;
        this.notes = notes;
    }

    /** A prior on the CPU, by the name of a card of {@link PriorCatalog#ofUser()} or by the path of a file. */
    public static DiffusionPrior load(String nameOrPath) throws IOException {
        return load(nameOrPath, null);
    }

    /** As {@link #load(String)}, with a YAML file of published option names for what the weights do not tell. */
    public static DiffusionPrior load(String nameOrPath, @Nullable Path config) throws IOException {
        return new PriorLoader(PriorCatalog.ofUser(), Device.CPU).read(nameOrPath, config);
    }

    /**
     * Reads a prior; its weights live in the scope that is open.
     *
     * @param nameOrPath a name of the catalogue, or a file of weights
     * @param config a YAML file with the published option names, or null
     * @throws CheckpointException if the file is missing or damaged, holds anything but tensors, or does not fit the
     * architecture
     * @throws IllegalArgumentException if the configuration is impossible, or the network was trained to predict something else
     *     than noise on a schedule that is known
     */
    public DiffusionPrior read(String nameOrPath, @Nullable Path config) throws IOException {
        return read(nameOrPath, config, this::weights);
    }

    /**
     * The same prior with no weights in it: it can say what it takes, and evaluate nothing.
     *
     * @throws CheckpointException as for {@link #read(String, Path)}
     */
    public DiffusionPrior outline(String nameOrPath, @Nullable Path config) throws IOException {
        return read(
                nameOrPath,
                config,
                (checkpoint, layout) -> (name, shape) -> Tensor.zeros(1).expand(shape));
    }

    /** Takes the weights of a layout from a checkpoint. */
    @FunctionalInterface
    private interface Reading {
        Weights of(Checkpoint checkpoint, Map<String, long[]> layout) throws IOException;
    }

    private Weights weights(Checkpoint checkpoint, Map<String, long[]> layout) throws IOException {
        return CheckpointWeights.read(checkpoint, layout, device);
    }

    private DiffusionPrior read(String nameOrPath, @Nullable Path config, Reading reading) throws IOException {
        Map<String, Object> options = config == null ? Map.of() : UNetConfigs.readYaml(config);
        try (Checkpoint whole = open(nameOrPath)) {
            Checkpoint checkpoint = network(whole);
            if (LocalUNetStructure.describes(checkpoint)) {
                if (!options.isEmpty()) {
                    throw new IllegalArgumentException(
                            config + ": " + nameOrPath + " is a local network, which no option names describe");
                }
                return DiffusionPrior.of(local(checkpoint, reading));
            }
            UNetConfig architecture = architecture(checkpoint, options, PriorCatalog.find(nameOrPath));
            NoiseSchedule schedule = schedule(whole, options, nameOrPath);
            if (architecture.classes() > 0) {
                throw new CheckpointException(
                        checkpoint.source(), "is class-conditional; restoring needs an unconditional prior");
            }
            return DiffusionPrior.of(new UNet(architecture, reading.of(checkpoint, layout(architecture))), schedule);
        }
    }

    /**
     * The weights of a prior on the CPU, to be refined; they live in the scope that is open. A learned variance is left out.
     *
     * @param config as for {@link #read}
     * @param notes hears in one line which of a file's weights are taken, where it has several
     * @throws CheckpointException as for {@link #read}
     */
    public static PriorWeights weights(String nameOrPath, @Nullable Path config, Consumer<String> notes)
            throws IOException {
        Map<String, Object> options = config == null ? Map.of() : UNetConfigs.readYaml(config);
        var loader = new PriorLoader(PriorCatalog.ofUser(), Device.CPU, notes);
        try (Checkpoint whole = loader.open(nameOrPath)) {
            Checkpoint checkpoint = loader.network(whole);
            if (LocalUNetStructure.describes(checkpoint)) {
                LocalUNetConfig local = LocalUNetStructure.of(checkpoint);
                return new PriorWeights(local, CheckpointWeights.read(checkpoint, layout(local), Device.CPU));
            }
            NoiseSchedule schedule = loader.schedule(whole, options, nameOrPath);
            if (!schedule.name().equals("linear")) {
                throw new CheckpointException(
                        checkpoint.source(),
                        "was trained on the " + schedule.name() + " schedule; only linear is refined");
            }
            UNetConfig architecture = architecture(checkpoint, options, PriorCatalog.find(nameOrPath));
            Weights all = CheckpointWeights.read(checkpoint, layout(architecture), Device.CPU);
            if (!architecture.learnSigma()) {
                return new PriorWeights(architecture, all);
            }
            notes.accept(checkpoint.source() + ": its learned variance is left out");
            return PriorWeights.withoutVariance(architecture, all);
        }
    }

    /** Opens the weights that a name or a path stands for. */
    public Checkpoint open(String nameOrPath) throws IOException {
        Optional<PriorCard> card = PriorCatalog.find(nameOrPath);
        return card.isPresent() ? catalog.open(card.get()) : Checkpoints.open(file(nameOrPath));
    }

    /** Whether a file's network is local, from the names of its weights. */
    public static boolean isLocal(Checkpoint checkpoint) throws IOException {
        return LocalUNetStructure.describes(InnerNetwork.of(checkpoint));
    }

    private static Path file(String path) throws CheckpointException {
        try {
            Path file = Path.of(path);
            if (Files.exists(file)) {
                return file;
            }
            throw noSuchPrior(path, null);
        } catch (InvalidPathException e) {
            throw noSuchPrior(path, e);
        }
    }

    private static CheckpointException noSuchPrior(String path, @Nullable Exception cause) {
        String reason = "is neither a prior's name (" + PriorCatalog.names() + ") nor a file";
        return cause == null ? new CheckpointException(path, reason) : new CheckpointException(path, reason, cause);
    }

    private static UNetConfig architecture(Checkpoint checkpoint, Map<String, ?> options, Optional<PriorCard> card)
            throws CheckpointException {
        boolean untold = UNetOptions.known(options).isEmpty()
                && UNetOptions.known(checkpoint.metadata()).isEmpty();
        return card.isPresent() && untold && card.get().architecture() instanceof UNetConfig known
                ? known
                : UNetConfigs.infer(checkpoint, options);
    }

    /** The network in a larger model, which is said. */
    private Checkpoint network(Checkpoint whole) {
        Checkpoint network = InnerNetwork.of(whole);
        if (!network.part().isEmpty()) {
            notes.accept(network.source() + ": takes " + network.part());
        }
        return network;
    }

    private NoiseSchedule schedule(Checkpoint whole, Map<String, ?> options, String nameOrPath) throws IOException {
        boolean catalogued = PriorCatalog.find(nameOrPath).isPresent();
        TrainedSchedule trained = TrainedSchedule.of(whole, options, catalogued);
        trained.notice().ifPresent(notice -> notes.accept(whole.source() + ": " + notice));
        return trained.schedule();
    }

    private static LocalUNet local(Checkpoint checkpoint, Reading reading) throws IOException {
        LocalUNetConfig architecture = LocalUNetStructure.of(checkpoint);
        try (var scope = Scope.open()) {
            Weights read = reading.of(checkpoint, layout(architecture));
            return new LocalUNet(architecture, (name, shape) -> scope.keep(read.get(name, shape)));
        }
    }

    private static Map<String, long[]> layout(LocalUNetConfig architecture) {
        try (var scope = Scope.open()) {
            return WeightLayout.of(weights -> new LocalUNet(architecture, weights));
        }
    }

    private static Map<String, long[]> layout(UNetConfig architecture) {
        try (var scope = Scope.open()) {
            return WeightLayout.of(weights -> new UNet(architecture, weights));
        }
    }
}
