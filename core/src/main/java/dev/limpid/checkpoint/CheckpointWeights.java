package dev.limpid.checkpoint;

import dev.limpid.nn.Weights;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A network's weights, read from a checkpoint as float32. */
public final class CheckpointWeights implements Weights {
    private static final int SHOWN = 3;

    private final Map<String, long[]> layout;
    private final Map<String, Tensor> tensors;

    private CheckpointWeights(Map<String, long[]> layout, Map<String, Tensor> tensors) {
        this.layout = layout;
        this.tensors = tensors;
    }

    /**
     * Reads every weight of a network; they live in the scope that is open. Half precision becomes float32. One
     * tensor at a time is in memory twice, and only where its type or its device changes.
     *
     * @param layout the network's names and shapes, as {@link dev.limpid.nn.WeightLayout} tells them
     * @throws CheckpointException if names or shapes differ, before anything is read; names the first of each
     */
    public static CheckpointWeights read(Checkpoint checkpoint, Map<String, long[]> layout, Device device)
            throws IOException {
        return read(checkpoint, layout, device, name -> true);
    }

    /** The same, but only the weights that are {@code used}; the others must be there. */
    public static CheckpointWeights read(
            Checkpoint checkpoint, Map<String, long[]> layout, Device device, Predicate<String> used)
            throws IOException {
        requireSameLayout(checkpoint, layout);
        var tensors = new HashMap<String, Tensor>();
        for (String name : layout.keySet()) {
            if (!used.test(name)) {
                continue;
            }
            try (var off = Gradients.off();
                    var scope = Scope.open()) {
                tensors.put(
                        name,
                        scope.keep(checkpoint.tensor(name).to(DType.FLOAT32).to(device)));
            }
        }
        return new CheckpointWeights(layout, tensors);
    }

    private static void requireSameLayout(Checkpoint checkpoint, Map<String, long[]> layout)
            throws CheckpointException {
        var missing = new ArrayList<String>();
        var misshapen = new ArrayList<String>();
        layout.forEach((name, shape) -> {
            Checkpoint.Entry entry = checkpoint.entries().get(name);
            if (entry == null) {
                missing.add(name);
            } else if (!Arrays.equals(entry.sizes(), shape)) {
                misshapen.add(name + " is " + entry.shape() + ", not " + Arrays.toString(shape));
            }
        });
        List<String> unexpected = checkpoint.entries().keySet().stream()
                .filter(name -> !layout.containsKey(name))
                .toList();
        var faults = new ArrayList<String>();
        addFault(faults, "missing", missing);
        addFault(faults, "unexpected", unexpected);
        addFault(faults, "of another shape", misshapen);
        if (!faults.isEmpty()) {
            throw new CheckpointException(
                    checkpoint.source(), "does not fit the architecture: " + String.join("; ", faults));
        }
    }

    private static void addFault(List<String> faults, String fault, List<String> names) {
        if (!names.isEmpty()) {
            String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
            faults.add(names.size() + " " + fault + " (" + first + (names.size() > SHOWN ? ", ..." : "") + ")");
        }
    }

    @Override
    public Tensor get(String name, long... shape) {
        Tensor tensor = tensors.get(name);
        if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
            throw new IllegalArgumentException("no weight " + name + " of shape " + Arrays.toString(shape));
        }
        return tensor;
    }

    @Override
    public void expect(String name, long... shape) {
        if (!Arrays.equals(layout.get(name), shape)) {
            throw new IllegalArgumentException("no weight " + name + " of shape " + Arrays.toString(shape));
        }
    }
}
