package dev.limpid.checkpoint;

import dev.limpid.prior.Architecture;
import dev.limpid.tensor.DType;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a checkpoint, without its values.
 *
 * @param source the file
 * @param format its name, such as "safetensors"
 * @param part which of the file's dicts the tensors are taken from, and which not; empty where it has only one
 * @param types how many tensors there are of each element type
 * @param parameters numbers in all tensors together
 * @param architecture of the network, or null if it is none that is known or its keys do not tell
 * @param unknown why the architecture is null, else empty
 * @param metadata text by key: the model card
 * @param sha256 of the whole file
 */
public record CheckpointSummary(
        String source,
        String format,
        String part,
        Map<DType, Integer> types,
        long parameters,
        @Nullable Architecture architecture,
        String unknown,
        Map<String, String> metadata,
        String sha256) {

    public CheckpointSummary {
        types = Collections.unmodifiableMap(new EnumMap<>(types));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** Reads the whole file once, for its hash. */
    public static CheckpointSummary of(Checkpoint checkpoint) throws IOException {
        var types = new EnumMap<DType, Integer>(DType.class);
        long parameters = 0;
        for (Checkpoint.Entry entry : checkpoint.entries().values()) {
            types.merge(entry.type(), 1, Integer::sum);
            parameters += entry.count();
        }
        Checkpoint network = InnerNetwork.of(checkpoint);
        Architecture architecture = null;
        String unknown = "";
        try {
            architecture =
                    LocalUNetStructure.describes(network) ? LocalUNetStructure.of(network) : UNetConfigs.infer(network);
        } catch (CheckpointException | IllegalArgumentException e) {
            unknown = reason(checkpoint, e);
        }
        return new CheckpointSummary(
                checkpoint.source(),
                checkpoint.format(),
                network.part(),
                types,
                parameters,
                architecture,
                unknown,
                checkpoint.metadata(),
                checkpoint.sha256());
    }

    /** Without the file's name, which the summary has. */
    private static String reason(Checkpoint checkpoint, Exception e) {
        String message = String.valueOf(e.getMessage());
        String file = checkpoint.source() + ": ";
        return PickleReader.oneLine(message.startsWith(file) ? message.substring(file.length()) : message);
    }

    /** Number of tensors. */
    public int tensors() {
        return types.values().stream().mapToInt(Integer::intValue).sum();
    }
}
