package dev.limpid.checkpoint;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Named tensors in a file, read one at a time, and the text that stands with them. */
public interface Checkpoint extends AutoCloseable {
    /** A tensor's name, type and shape, without its values. */
    record Entry(DType type, List<Long> shape) {
        public Entry {
            shape = List.copyOf(shape);
        }

        static Entry of(DType type, long... shape) {
            return new Entry(type, Arrays.stream(shape).boxed().toList());
        }

        /** Number of values. */
        public long count() {
            return shape.stream().reduce(1L, (a, b) -> a * b);
        }

        /** The shape as the tensor operations take it. */
        public long[] sizes() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }
    }

    /** Where it comes from, for messages. */
    String source();

    /** The format's name, for people. */
    default String format() {
        return "checkpoint";
    }

    /** Which of the file's dicts the tensors are taken from, and which not; empty where it has only one. */
    default String part() {
        return "";
    }

    /** The tensors by their names in the file's order. */
    Map<String, Entry> entries();

    /** Free text by key: the architecture, the model card. Empty where the format has none. */
    Map<String, String> metadata();

    /** Reads one tensor, in the type of the file, into memory of its own; it belongs to the innermost open scope. */
    Tensor tensor(String name) throws IOException;

    /**
     * Reads the whole file, and holds it against its checksums where the format has them.
     *
     * @throws CheckpointException if it is damaged
     */
    default void verify() throws IOException {
        sha256();
    }

    /** SHA-256 of the whole file in hexadecimal digits, to record what was used. Reads all of it. */
    String sha256() throws IOException;

    @Override
    void close() throws IOException;
}
