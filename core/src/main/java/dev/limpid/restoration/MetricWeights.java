package dev.limpid.restoration;

import static java.util.Objects.requireNonNull;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.CheckpointException;
import dev.limpid.checkpoint.Checkpoints;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.metric.Lpips;
import dev.limpid.metric.Metrics;
import dev.limpid.nn.WeightLayout;
import dev.limpid.nn.Weights;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The weights of metrics, which users bring: those of LPIPS v0.1 with SqueezeNet 1.1. They are one file with the names of the
 * authors' state dict, or two files as they are published, torchvision's SqueezeNet and the authors' linear heads. Nothing is ever
 * downloaded.
 *
 * @param folder where they are looked for
 */
public record MetricWeights(Path folder) {
    /** The whole of LPIPS in one file. */
    private static final List<String> WHOLE = List.of("lpips-squeeze.safetensors", "lpips-squeeze.pth");

    private static final String TRUNK = "squeezenet1_1*.pth";
    private static final String HEADS = "squeeze.pth";
    private static final int SHOWN = 3;

    /** Looks in {@code $LIMPID_HOME/metrics}, by default {@code ~/.limpid/metrics}. */
    public static MetricWeights ofUser() {
        return new MetricWeights(PriorCatalog.ofUser().folder().resolveSibling("metrics"));
    }

    /** The files to read LPIPS from; empty where it is not, or not completely, in the folder. */
    public List<Path> files() throws IOException {
        for (String name : WHOLE) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return List.of(folder.resolve(name));
            }
        }
        Path heads = folder.resolve(HEADS);
        if (!Files.isRegularFile(heads)) {
            return List.of();
        }
        try (var trunks = Files.newDirectoryStream(folder, TRUNK)) {
            var found = new ArrayList<Path>();
            trunks.forEach(found::add);
            return found.stream()
                    .sorted()
                    .findFirst()
                    .map(trunk -> List.of(trunk, heads))
                    .orElse(List.of());
        }
    }

    /** Where the weights belong, for a user who has none. */
    public String whereTheyBelong() {
        return WHOLE.get(0) + ", or torchvision's " + TRUNK.replace("*", "-b8a52dc0") + " and the heads " + HEADS
                + " of PerceptualSimilarity v0.1, into " + folder.toAbsolutePath();
    }

    /**
     * The metrics that results are reported with: LPIPS is among them if its weights are in the folder. They live in the scope that is
     * open.
     *
     * @throws CheckpointException in one line: a file is damaged, or holds another network
     */
    public Metrics metrics() throws IOException {
        List<Path> files = files();
        return files.isEmpty() ? Metrics.plain() : Metrics.with(lpips(files));
    }

    /**
     * Reads LPIPS with SqueezeNet 1.1; its weights live in the scope that is open.
     *
     * @param files one that holds all of it, or several that do so together
     * @throws CheckpointException in one line: a file is missing or damaged, or weights are missing or of another shape
     */
    public static Lpips lpips(List<Path> files) throws IOException {
        Map<String, long[]> needed = needed();
        var tensors = new LinkedHashMap<String, Tensor>();
        var misshapen = new ArrayList<String>();
        for (Path file : files) {
            try (Checkpoint checkpoint = Checkpoints.open(file)) {
                checkpoint.verify();
                read(checkpoint, needed, tensors, misshapen);
            }
        }
        requireAll(files, needed.keySet(), tensors.keySet(), misshapen);
        return new Lpips(Lpips.Trunk.SQUEEZE, new Weights() {
            @Override
            public Tensor get(String name, long... shape) {
                return requireNonNull(tensors.get(name), name);
            }

            @Override
            public void expect(String name, long... shape) {
                // A state dict may repeat the constants of the code and the heads, and need not.
            }
        });
    }

    /** The weights that LPIPS computes with, by the names of the authors' state dict, and their shapes. */
    private static Map<String, long[]> needed() {
        try (var scope = Scope.open()) {
            var needed = new LinkedHashMap<>(WeightLayout.of(weights -> new Lpips(Lpips.Trunk.SQUEEZE, weights)));
            needed.keySet().removeIf(name -> name.startsWith("lins.") || name.startsWith("scaling_layer."));
            return needed;
        }
    }

    private static void read(
            Checkpoint checkpoint, Map<String, long[]> needed, Map<String, Tensor> tensors, List<String> misshapen)
            throws IOException {
        for (Map.Entry<String, long[]> weight : needed.entrySet()) {
            for (String name : names(weight.getKey())) {
                Checkpoint.Entry entry = checkpoint.entries().get(name);
                if (entry == null || tensors.containsKey(weight.getKey())) {
                    continue;
                }
                if (!Arrays.equals(entry.sizes(), weight.getValue())) {
                    misshapen.add(name + " is " + entry.shape() + ", not " + Arrays.toString(weight.getValue()));
                    continue;
                }
                try (var off = Gradients.off();
                        var scope = Scope.open()) {
                    tensors.put(
                            weight.getKey(), scope.keep(checkpoint.tensor(name).to(DType.FLOAT32)));
                }
            }
        }
    }

    /** The names that a weight has in files: {@code net.slice2.3.x} is torchvision's {@code features.3.x}. */
    private static List<String> names(String name) {
        String published = name.startsWith("net.")
                ? name.replaceFirst("^net\\.slice\\d+\\.", "features.")
                : name.replaceFirst("^lin(\\d+)", "lins.$1");
        return List.of(name, published);
    }

    private static void requireAll(List<Path> files, Set<String> needed, Set<String> found, List<String> misshapen)
            throws CheckpointException {
        List<String> missing = needed.stream()
                .filter(name -> !found.contains(name))
                .map(name -> String.join(" or ", names(name)))
                .toList();
        if (!missing.isEmpty()) {
            List<String> first = misshapen.isEmpty() ? missing : misshapen;
            String source = files.stream().map(Path::toString).collect(Collectors.joining(" and "));
            throw new CheckpointException(
                    source,
                    "not LPIPS v0.1 with SqueezeNet 1.1: " + missing.size() + " of " + needed.size()
                            + " weights are missing or of another shape: "
                            + String.join("; ", first.subList(0, Math.min(SHOWN, first.size())))
                            + (first.size() > SHOWN ? "; ..." : ""));
        }
    }
}
