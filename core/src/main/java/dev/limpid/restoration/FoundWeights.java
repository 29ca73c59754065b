package dev.limpid.restoration;

import static java.util.Objects.requireNonNull;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.CheckpointException;
import dev.limpid.nn.Weights;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The weights of a metric's network, looked for in files that may hold others beside them. */
final class FoundWeights implements Weights {
    private static final int SHOWN = 3;

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final List<String> misshapen = new ArrayList<>();

    private FoundWeights() {}

    /**
     * Reads every weight that is needed from the first file that has it; they live in the scope that is open.
     *
     * @param source the files' names, for errors
     * @param network its name, for errors
     * @param needed names and shapes
     * @param names those that a weight may have in a file
     * @throws CheckpointException in one line: a file is damaged, or weights are missing or of another shape
     */
    static FoundWeights in(
            List<Checkpoint> files,
            String source,
            String network,
            Map<String, long[]> needed,
            Function<String, List<String>> names)
            throws IOException {
        var found = new FoundWeights();
        for (Checkpoint file : files) {
            file.verify();
            for (Map.Entry<String, long[]> weight : needed.entrySet()) {
                for (String name : names.apply(weight.getKey())) {
                    found.read(file, weight.getKey(), name, weight.getValue());
                }
            }
        }
        found.requireAll(source, network, needed.keySet(), names);
        return found;
    }

    private void read(Checkpoint file, String weight, String name, long... shape) throws IOException {
        Checkpoint.Entry entry = file.entries().get(name);
        if (entry == null || tensors.containsKey(weight)) {
            return;
        }
        if (!Arrays.equals(entry.sizes(), shape)) {
            misshapen.add(name + " is " + entry.shape() + ", not " + Arrays.toString(shape));
            return;
        }
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            tensors.put(weight, scope.keep(file.tensor(name).to(DType.FLOAT32)));
        }
    }

    private void requireAll(String source, String network, Set<String> needed, Function<String, List<String>> names)
            throws CheckpointException {
        List<String> missing = needed.stream()
                .filter(name -> !tensors.containsKey(name))
                .map(name -> String.join(" or ", names.apply(name)))
                .toList();
        if (!missing.isEmpty()) {
            List<String> first = misshapen.isEmpty() ? missing : misshapen;
            throw new CheckpointException(
                    source,
                    "not the weights of " + network + ": " + missing.size() + " of " + needed.size()
                            + " weights are missing or of another shape: "
                            + String.join("; ", first.subList(0, Math.min(SHOWN, first.size())))
                            + (first.size() > SHOWN ? "; ..." : ""));
        }
    }

    @Override
    public Tensor get(String name, long... shape) {
        return requireNonNull(tensors.get(name), name);
    }

    /** Nothing: a state dict may repeat constants of the code, or have a part that the network does not use, and need not. */
    @Override
    public void expect(String name, long... shape) {}
}
