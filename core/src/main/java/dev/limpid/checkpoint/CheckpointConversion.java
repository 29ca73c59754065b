package dev.limpid.checkpoint;

import dev.limpid.checkpoint.Checkpoint.Entry;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a checkpoint as safetensors: names, order and metadata stay, numbers keep their type or get another one.
 *
 * @param checkpoint what is read, one tensor at a time
 * @param type of all floating-point tensors afterwards, {@link DType#FLOAT32} or {@link DType#FLOAT16}, or null to keep
 * theirs; other tensors are never touched
 * @param card text by key that is added to the metadata, over what stands there
 */
public record CheckpointConversion(
        Checkpoint checkpoint, @Nullable DType type, Map<String, String> card) {
    private static final Set<DType> FLOATING = Set.of(DType.FLOAT64, DType.FLOAT32, DType.FLOAT16, DType.BFLOAT16);

    /** The largest finite number in half precision. */
    private static final double MAX_HALF = 65504;

    public CheckpointConversion {
        if (type != null && type != DType.FLOAT32 && type != DType.FLOAT16) {
            throw new IllegalArgumentException("type must be FLOAT32 or FLOAT16, got " + type);
        }
        if (!UNetOptions.known(card).isEmpty()) {
            throw new IllegalArgumentException("a model card does not change the architecture: "
                    + String.join(", ", UNetOptions.known(card).keySet()));
        }
        LocalUNetStructure.requireUnchanged(checkpoint, card);
        card = Collections.unmodifiableMap(new LinkedHashMap<>(card));
    }

    /** With the metadata as it is. */
    public CheckpointConversion(Checkpoint checkpoint, @Nullable DType type) {
        this(checkpoint, type, Map.of());
    }

    /**
     * Writes the file; it appears under its name only when it is complete, and replaces another of that name.
     *
     * @throws CheckpointException if the checkpoint is damaged, has a type or a name that safetensors does not have, or a
     * number is too large for the type that it gets
     */
    public void write(Path file) throws IOException {
        requireWritable();
        checkpoint.verify();
        var entries = new LinkedHashMap<String, Entry>();
        checkpoint.entries().forEach((name, entry) -> entries.put(name, new Entry(type(entry), entry.shape())));
        var metadata = new LinkedHashMap<>(checkpoint.metadata());
        metadata.putAll(card);
        new SafetensorsWriter(entries, (name, entry) -> tensor(name, entry.type()), metadata).write(file);
    }

    private void requireWritable() throws CheckpointException {
        for (Map.Entry<String, Entry> named : checkpoint.entries().entrySet()) {
            if (named.getKey().equals(SafetensorsHeader.METADATA)) {
                throw new CheckpointException(
                        checkpoint.source(),
                        "has a tensor named " + SafetensorsHeader.METADATA + ", which no tensor in safetensors can be");
            }
            DType written = type(named.getValue());
            if (!SafetensorsHeader.TYPES.containsValue(written)) {
                throw new CheckpointException(
                        checkpoint.source(),
                        "the tensor " + PickleReader.printable(named.getKey()) + " is of type " + written
                                + ", which safetensors does not have");
            }
        }
    }

    private DType type(Entry entry) {
        return type != null && FLOATING.contains(entry.type()) ? type : entry.type();
    }

    private Tensor tensor(String name, DType target) throws IOException {
        Tensor values = checkpoint.tensor(name);
        boolean narrower = values.type().bytes() > target.bytes() || values.type() == DType.BFLOAT16;
        if (target == DType.FLOAT16 && narrower && values.count() > 0) {
            requireWithin(MAX_HALF, "65504, where fp16 ends; convert to fp32", name, values, target);
        } else if (target == DType.FLOAT32 && narrower && values.count() > 0) {
            requireWithin(Float.MAX_VALUE, "3.4028235e38, where fp32 ends; keep their type", name, values, target);
        }
        return values.to(target);
    }

    /** Infinities and what is no number stay what they are; finite numbers must not become infinite. */
    private void requireWithin(double most, String end, String name, Tensor values, DType target)
            throws CheckpointException {
        try (var scope = Scope.open()) {
            boolean wide = values.type() == DType.FLOAT64;
            Tensor before = wide ? values : values.to(DType.FLOAT32);
            Tensor infinite = before.abs().greater(wide ? Double.MAX_VALUE : Float.MAX_VALUE);
            Tensor after = before.to(target).to(DType.FLOAT32).abs().greater(most);
            if (after.sub(infinite).max().item() > 0) {
                throw new CheckpointException(
                        checkpoint.source(), PickleReader.printable(name) + " holds numbers beyond " + end);
            }
        }
    }
}
