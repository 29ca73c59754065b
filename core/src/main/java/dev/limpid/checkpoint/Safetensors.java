package dev.limpid.checkpoint;

import dev.limpid.checkpoint.SafetensorsHeader.Range;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;

/**
 * The safetensors format: eight bytes with the header's length, a JSON header, raw little-endian arrays.
 *
 * <p>Source: the format's specification, huggingface/safetensors, README "Format".
 */
public final class Safetensors implements Checkpoint {
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

    @Override
    public String sha256() throws IOException {
        return bytes.sha256();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
