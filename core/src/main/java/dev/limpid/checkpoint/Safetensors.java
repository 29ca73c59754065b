package dev.limpid.checkpoint;

import dev.limpid.checkpoint.SafetensorsHeader.Range;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;

/**
 * The safetensors format: eight bytes with the header's length, a JSON header, raw little-endian arrays.
 *
 * <p>Source: the format's specification, huggingface/safetensors, README "Format".
 */
public final class Safetensors implements Checkpoint {
    private static final int PIECE = 1 << 16;

    private final ByteSource bytes;
    private final SafetensorsHeader header;

    private Safetensors(ByteSource bytes) throws IOException {
        this.bytes = bytes;
        this.header = new SafetensorsHeader(bytes);
    }

    /**
     * Opens a file and checks its header against its size; no array is read yet.
     *
     * @throws CheckpointException if there is no such file, or it breaks a rule of the format
     */
    public static Safetensors open(Path file) throws IOException {
        return open(ByteSource.file(file));
    }

    static Safetensors open(ByteSource bytes) throws IOException {
        try {
            return new Safetensors(bytes);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /**
     * Writes tensors in the map's order, each in its own type, with text beside them. The file appears under its name
     * only when it is complete.
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        SafetensorsWriter.of(tensors, metadata).write(file);
    }

    @Override
    public String source() {
        return bytes.name();
    }

    @Override
    public String format() {
        return "safetensors";
    }

    @Override
    public Map<String, Entry> entries() {
        return Collections.unmodifiableMap(header.entries);
    }

    @Override
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata);
    }

    @Override
    public Tensor tensor(String name) throws IOException {
        Entry entry = header.entries.get(name);
        Range range = header.ranges.get(name);
        if (entry == null || range == null) {
            throw new CheckpointException(source(), "no tensor named " + PickleReader.printable(name));
        }
        Tensor tensor = Tensor.empty(entry.type(), entry.sizes());
        bytes.read(range.begin(), tensor);
        return tensor;
    }

    /** The format has no checksums; but a truth value is 0 or 1, and others are read differently by different programs. */
    @Override
    public void verify() throws IOException {
        sha256();
        for (Map.Entry<String, Entry> named : header.entries.entrySet()) {
            if (named.getValue().type() == DType.BOOL) {
                requireTruthValues(named.getKey());
            }
        }
    }

    private void requireTruthValues(String name) throws IOException {
        Range range = Objects.requireNonNull(header.ranges.get(name), "a tensor of another file");
        for (long at = range.begin(); at < range.end(); at += PIECE) {
            ByteBuffer piece = bytes.read(at, (int) Math.min(PIECE, range.end() - at));
            while (piece.hasRemaining()) {
                int value = Byte.toUnsignedInt(piece.get());
                if (value > 1) {
                    throw new CheckpointException(
                            source(),
                            PickleReader.printable(name) + " is of type BOOL and holds the byte " + value
                                    + "; only 0 and 1 are allowed");
                }
            }
        }
    }

    @Override
    public String sha256() throws IOException {
        return bytes.sha256();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
