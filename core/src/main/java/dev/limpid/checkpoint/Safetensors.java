package dev.limpid.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The safetensors format: eight bytes with the header's length, a JSON header, raw little-endian arrays.
 *
 * <p>Source: the format's specification, huggingface/safetensors, README "Format".
 */
public final class Safetensors implements Checkpoint {
    private static final long MAX_HEADER = 100_000_000;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Map<String, DType> TYPES = Map.of(
            "F64", DType.FLOAT64,
            "F32", DType.FLOAT32,
            "F16", DType.FLOAT16,
            "BF16", DType.BFLOAT16,
            "I64", DType.INT64,
            "I32", DType.INT32,
            "I16", DType.INT16,
            "I8", DType.INT8,
            "U8", DType.UINT8,
            "BOOL", DType.BOOL);

    private record Range(long begin, long end) {}

    private final String source;
    private final FileChannel channel;
    private final long base;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Range> ranges = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private Safetensors(String source, FileChannel channel) throws IOException {
        this.source = source;
        this.channel = channel;
        long size = channel.size();
        if (size < 8) {
            throw new CheckpointException(source, "not a safetensors file: " + size + " bytes");
        }
        long length = read(0, 8).getLong();
        if (length < 2 || length > MAX_HEADER || length > size - 8) {
            throw new CheckpointException(
                    source, "header length " + length + " is not within the file of " + size + " bytes");
        }
        base = 8 + length;
        parse(new String(read(8, (int) length).array(), java.nio.charset.StandardCharsets.UTF_8), size - base);
    }

    /** Opens a file and checks its header against its size; no array is read yet. */
    public static Safetensors open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new Safetensors(file.toString(), channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void parse(String header, long dataBytes) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(header);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(source, "the header is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!root.isObject()) {
            throw new CheckpointException(source, "the header is not a JSON object");
        }
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals("__metadata__")) {
                field.getValue()
                        .properties()
                        .forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
            } else {
                addEntry(field.getKey(), field.getValue(), dataBytes);
            }
        }
    }

    private void addEntry(String name, JsonNode node, long dataBytes) throws IOException {
        DType type = TYPES.get(node.path("dtype").asText());
        if (type == null) {
            throw new CheckpointException(source, name + " has the unknown type " + node.path("dtype"));
        }
        var shape = new long[node.path("shape").size()];
        long bytes = type.bytes();
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.path("shape").get(i).asLong(-1);
            if (shape[i] < 0) {
                throw new CheckpointException(source, name + " has the impossible shape " + node.path("shape"));
            }
            bytes = multiply(name, bytes, shape[i]);
        }
        long begin = node.path("data_offsets").path(0).asLong(-1);
        long end = node.path("data_offsets").path(1).asLong(-1);
        if (begin < 0 || end < begin || end > dataBytes || end - begin != bytes) {
            throw new CheckpointException(
                    source,
                    name + " claims bytes " + begin + " to " + end + " of " + dataBytes + " for " + bytes
                            + " bytes of values; the file is truncated or damaged");
        }
        entries.put(name, new Entry(type, shape));
        ranges.put(name, new Range(begin, end));
    }

    private long multiply(String name, long a, long b) throws CheckpointException {
        try {
            return Math.multiplyExact(a, b);
        } catch (ArithmeticException e) {
            throw new CheckpointException(source, name + " has an impossible size", e);
        }
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public Map<String, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    @Override
    public Tensor tensor(String name) throws IOException {
        Entry entry = entries.get(name);
        Range range = ranges.get(name);
        if (entry == null || range == null) {
            throw new CheckpointException(source, "no tensor named " + name);
        }
        Tensor tensor = Tensor.empty(entry.type(), entry.shape());
        long length = range.end() - range.begin();
        for (long done = 0; done < length; ) {
            // Straight from the file into the tensor's memory: no second copy of a large checkpoint.
            ByteBuffer into = tensor.bytes(done);
            while (into.hasRemaining()) {
                int n = channel.read(into, base + range.begin() + done);
                if (n < 0) {
                    throw new CheckpointException(source, name + " ends early; the file is truncated");
                }
                done += n;
            }
        }
        return tensor;
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new CheckpointException(source, "the file is truncated");
            }
        }
        return buffer.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
