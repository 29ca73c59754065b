package dev.limpid.restoration;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.CheckpointException;
import dev.limpid.checkpoint.Checkpoints;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.metric.FeatureNetwork;
import dev.limpid.metric.Inception;
import dev.limpid.metric.Lpips;
import dev.limpid.metric.Metric;
import dev.limpid.metric.Metrics;
import dev.limpid.metric.Quantity;
import dev.limpid.metric.SqueezeFeatures;
import dev.limpid.nn.WeightLayout;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The weights of metrics. Those of LPIPS v0.1 with SqueezeNet 1.1 ship with Limpid; a user brings those with AlexNet and VGG-16, or
 * others of SqueezeNet, and Inception's for FID. Those of LPIPS are one file with the names of the authors' state dict, or two files as they are published,
 * torchvision's network and the authors' linear heads. Nothing is ever downloaded.
 *
 * @param folder where they are looked for
 */
public record MetricWeights(Path folder) {
    private static final String SHIPPED = "lpips-squeeze.safetensors";
    private static final String INCEPTION = "pt_inception-2015-12-05-6726825d.pth";
    private static final long INCEPTION_CLASSES = 1008;
    private static final String HEADS_ADDRESS =
            "https://github.com/richzhang/PerceptualSimilarity/raw/master/lpips/weights/v0.1/";
    private static final String INCEPTION_ADDRESS =
            "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/";

    /** Looks in {@code $LIMPID_HOME/metrics}, by default {@code ~/.limpid/metrics}. */
    public static MetricWeights ofUser() {
        return new MetricWeights(PriorCatalog.ofUser().folder().resolveSibling("metrics"));
    }

    /** The files to read LPIPS from; empty where it is not, or not completely, in the folder. */
    public List<Path> files(Lpips.Trunk trunk) throws IOException {
        for (String ending : List.of(".safetensors", ".pth")) {
            Path whole = folder.resolve(Lpips.quantity(trunk).key() + ending);
            if (Files.isRegularFile(whole)) {
                return List.of(whole);
            }
        }
        Path heads = folder.resolve(heads(trunk));
        if (!Files.isRegularFile(heads)) {
            return List.of();
        }
        try (var networks = Files.newDirectoryStream(folder, network(trunk) + "{,-*}.pth")) {
            var found = new ArrayList<Path>();
            networks.forEach(found::add);
            return found.stream()
                    .sorted()
                    .findFirst()
                    .map(network -> List.of(network, heads))
                    .orElse(List.of());
        }
    }

    /** The beginning of the name of torchvision's file, which ends with the beginning of its hash. */
    private static String network(Lpips.Trunk trunk) {
        return switch (trunk) {
            case ALEX -> "alexnet-owt";
            case SQUEEZE -> "squeezenet1_1";
            case VGG -> "vgg16";
        };
    }

    /** The name of PerceptualSimilarity's file. */
    private static String heads(Lpips.Trunk trunk) {
        return trunk.name().toLowerCase(Locale.ROOT) + ".pth";
    }

    /** The files that add LPIPS with the networks that are not there, as in "LPIPS-alex with lpips-alex.pth in FOLDER"; empty for none. */
    public Optional<String> missing() throws IOException {
        var missing = new ArrayList<String>();
        for (Lpips.Trunk trunk : Lpips.Trunk.values()) {
            if (trunk != Lpips.Trunk.SQUEEZE && files(trunk).isEmpty()) {
                Quantity quantity = Lpips.quantity(trunk);
                missing.add(quantity.label() + " with " + quantity.key() + ".pth");
            }
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(" and ", missing) + " in " + folder.toAbsolutePath());
    }

    /**
     * The metrics that results are reported with: LPIPS with SqueezeNet is among them, and with the other networks if their weights
     * are in the folder. They live in the scope that is open.
     *
     * @throws CheckpointException in one line: a file is damaged, or holds another network
     */
    public Metrics metrics() throws IOException {
        return metrics(Stream.of(Lpips.Trunk.values())
                .map(Lpips::quantity)
                .map(Quantity::key)
                .toList());
    }

    /**
     * The same, with those networks besides SqueezeNet alone that are asked for.
     *
     * @param keys of the numbers
     */
    public Metrics metrics(Collection<String> keys) throws IOException {
        var lpips = new ArrayList<Lpips>();
        for (Lpips.Trunk trunk : Lpips.Trunk.values()) {
            boolean asked = trunk == Lpips.Trunk.SQUEEZE
                    || keys.contains(Lpips.quantity(trunk).key());
            List<Path> files = asked ? files(trunk) : List.of();
            if (!files.isEmpty()) {
                lpips.add(lpips(trunk, files));
            } else if (trunk == Lpips.Trunk.SQUEEZE) {
                lpips.add(shipped());
            }
        }
        return Metrics.with(lpips);
    }

    /**
     * The networks for distances between sets whose numbers are asked for and whose weights are there. They live in the scope that is
     * open.
     *
     * @param lpips that of SqueezeNet among {@link #metrics}
     * @param keys of the numbers
     */
    public List<FeatureNetwork> networks(Metrics lpips, Collection<String> keys) throws IOException {
        var networks = new ArrayList<FeatureNetwork>();
        for (Metric metric : lpips.all()) {
            if (metric instanceof Lpips squeeze && squeeze.quantity().equals(Lpips.quantity(Lpips.Trunk.SQUEEZE))) {
                networks.add(new SqueezeFeatures(squeeze));
            }
        }
        if (keys.contains("fid") || keys.contains("kid")) {
            inception().ifPresent(networks::add);
        }
        return networks.stream().filter(network -> asksFor(keys, network)).toList();
    }

    private static boolean asksFor(Collection<String> keys, FeatureNetwork network) {
        return keys.contains(network.frechet().key())
                || keys.contains(network.kernel().key());
    }

    private Optional<Inception> inception() throws IOException {
        Path file = folder.resolve(INCEPTION);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            requireInceptionOfFid(checkpoint, file);
            return Optional.of(new Inception(FoundWeights.in(
                    List.of(checkpoint), file.toString(), "Inception for FID", neededByInception(), List::of)));
        }
    }

    /** All weights that are used have the same names and shapes in torchvision's network, whose numbers are others. */
    private static void requireInceptionOfFid(Checkpoint checkpoint, Path file) throws CheckpointException {
        Checkpoint.Entry head = checkpoint.entries().get("fc.weight");
        boolean classes = head == null || head.sizes()[0] == INCEPTION_CLASSES;
        if (!classes || checkpoint.entries().keySet().stream().anyMatch(name -> name.startsWith("AuxLogits."))) {
            throw new CheckpointException(
                    file.toString(),
                    "is torchvision's Inception, not the one of FID, which has 1008 classes: get it from "
                            + INCEPTION_ADDRESS);
        }
    }

    private static Map<String, long[]> neededByInception() {
        try (var scope = Scope.open()) {
            var needed = new LinkedHashMap<>(WeightLayout.of(Inception::new));
            needed.keySet().removeIf(name -> name.startsWith("fc."));
            return needed;
        }
    }

    private static String networkAddress(Lpips.Trunk trunk) {
        String hash = switch (trunk) {
            case ALEX -> "7be5be79";
            case SQUEEZE -> "b8a52dc0";
            case VGG -> "397923af";
        };
        return "https://download.pytorch.org/models/" + network(trunk) + "-" + hash + ".pth";
    }

    /** The command that loads files into the folder. */
    private String command(String... addresses) {
        return "curl -L --create-dirs --remote-name-all --output-dir " + folder.toAbsolutePath() + " "
                + String.join(" ", addresses);
    }

    /** A remark for each number that is asked for and whose weights are not there: it is left out, and which command would bring them. */
    public List<String> leftOut(Metrics metrics, Collection<String> keys) {
        var remarks = new ArrayList<String>();
        for (Lpips.Trunk trunk : Lpips.Trunk.values()) {
            Quantity quantity = Lpips.quantity(trunk);
            if (keys.contains(quantity.key()) && !metrics.quantities().contains(quantity)) {
                remarks.add(quantity.label() + " is left out, as its weights are not there; they come by "
                        + command(networkAddress(trunk), HEADS_ADDRESS + heads(trunk)));
            }
        }
        if ((keys.contains("fid") || keys.contains("kid")) && !Files.isRegularFile(folder.resolve(INCEPTION))) {
            remarks.add("FID and KID are left out, as their weights are not there; they come by "
                    + command(INCEPTION_ADDRESS + INCEPTION));
        }
        return remarks;
    }

    /** LPIPS with SqueezeNet 1.1, whose weights ship with Limpid in half precision; they live in the scope that is open. */
    public static Lpips shipped() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.shipped(SHIPPED)) {
            return lpips(Lpips.Trunk.SQUEEZE, List.of(checkpoint), SHIPPED);
        }
    }

    /**
     * Reads LPIPS; its weights live in the scope that is open.
     *
     * @param files one that holds all of it, or several that do so together
     * @throws CheckpointException in one line: a file is missing or damaged, or weights are missing or of another shape
     */
    public static Lpips lpips(Lpips.Trunk trunk, List<Path> files) throws IOException {
        var checkpoints = new ArrayList<Checkpoint>();
        try {
            for (Path file : files) {
                checkpoints.add(Checkpoints.open(file));
            }
            return lpips(trunk, checkpoints, files.stream().map(Path::toString).collect(Collectors.joining(" and ")));
        } finally {
            for (Checkpoint checkpoint : checkpoints) {
                checkpoint.close();
            }
        }
    }

    private static Lpips lpips(Lpips.Trunk trunk, List<Checkpoint> checkpoints, String source) throws IOException {
        String name = Lpips.quantity(trunk).label() + ", v0.1";
        return new Lpips(trunk, FoundWeights.in(checkpoints, source, name, needed(trunk), MetricWeights::names));
    }

    /** The weights that LPIPS computes with, by the names of the authors' state dict, and their shapes. */
    private static Map<String, long[]> needed(Lpips.Trunk trunk) {
        try (var scope = Scope.open()) {
            var needed = new LinkedHashMap<>(WeightLayout.of(weights -> new Lpips(trunk, weights)));
            needed.keySet().removeIf(name -> name.startsWith("lins.") || name.startsWith("scaling_layer."));
            return needed;
        }
    }

    /** The names that a weight has in files: {@code net.slice2.3.x} is torchvision's {@code features.3.x}. */
    private static List<String> names(String name) {
        String published = name.startsWith("net.")
                ? name.replaceFirst("^net\\.slice\\d+\\.", "features.")
                : name.replaceFirst("^lin(\\d+)", "lins.$1");
        return List.of(name, published);
    }
}
