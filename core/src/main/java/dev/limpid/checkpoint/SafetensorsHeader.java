package dev.limpid.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.limpid.checkpoint.Checkpoint.Entry;
import dev.limpid.tensor.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The JSON header of a safetensors file, held against every rule of the format before an array is read. */
final class SafetensorsHeader {
    /** The format's own limit, against headers that fill the memory. */
    static final long MAX_LENGTH = 100_000_000;

    static final String METADATA = "__metadata__";

    static final Map<String, DType> TYPES = new TreeMap<>(Map.of(
            "F64", DType.FLOAT64,
            "F32", DType.FLOAT32,
            "F16", DType.FLOAT16,
            "BF16", DType.BFLOAT16,
            "I64", DType.INT64,
            "I32", DType.INT32,
            "I16", DType.INT16,
            "I8", DType.INT8,
            "U8", DType.UINT8,
            "BOOL", DType.BOOL));

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Bytes [begin, end) of the file. */
    record Range(String name, long begin, long end) {}

    private final ByteSource bytes;
    private final long base;
    final Map<String, Entry> entries = new LinkedHashMap<>();
    final Map<String, Range> ranges = new LinkedHashMap<>();
    final Map<String, String> metadata = new LinkedHashMap<>();

    SafetensorsHeader(ByteSource bytes) throws IOException {
        this.bytes = bytes;
        if (bytes.size() < 8) {
            throw refused("not a safetensors file: it has " + bytes.size() + " bytes");
        }
        long length = bytes.read(0, 8).getLong();
        if (length < 2 || length > MAX_LENGTH || length > bytes.size() - 8) {
            throw refused("the header claims " + Long.toUnsignedString(length) + " bytes in a file of " + bytes.size()
                    + " bytes (at most " + MAX_LENGTH + " are allowed); it is truncated or no safetensors file");
        }
        base = 8 + length;
        parse(bytes.read(8, (int) length));
        requireNoHoles();
    }

    private void parse(ByteBuffer header) throws CheckpointException {
        if (header.get(0) != '{') {
            throw refused("the header does not begin with '{'; it is no safetensors file");
        }
        for (Map.Entry<String, JsonNode> field : json(header).properties()) {
            if (field.getKey().equals(METADATA)) {
                addMetadata(field.getValue());
            } else {
                add(field.getKey(), field.getValue());
            }
        }
    }

    private JsonNode json(ByteBuffer header) throws CheckpointException {
        try {
            // Decoded by us: left alone, the parser would also accept UTF-16.
            return JSON.readTree(
                    StandardCharsets.UTF_8.newDecoder().decode(header).toString());
        } catch (CharacterCodingException e) {
            throw new CheckpointException(bytes.name(), "the header is not UTF-8", e);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    bytes.name(), "the header is not valid JSON: " + firstLine(e.getOriginalMessage()), e);
        }
    }

    private void addMetadata(JsonNode node) throws CheckpointException {
        if (!node.isObject()) {
            throw refused(METADATA + " is not a JSON object");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isTextual()) {
                throw refused(METADATA + " holds " + field.getKey() + ", which is not text");
            }
            metadata.put(field.getKey(), field.getValue().asText());
        }
    }

    private void add(String name, JsonNode node) throws CheckpointException {
        DType type = TYPES.get(node.path("dtype").asText());
        if (type == null) {
            throw refused(name + " has the type " + node.path("dtype") + "; readable are " + TYPES.keySet());
        }
        long[] shape = integers(name, "shape", node.path("shape"));
        long length = byteCount(name, type, shape);
        long[] offsets = integers(name, "data_offsets", node.path("data_offsets"));
        if (offsets.length != 2 || offsets[1] - offsets[0] != length) {
            throw refused(name + " has data_offsets " + node.path("data_offsets") + " for " + length + " bytes of "
                    + type + " values");
        }
        if (offsets[1] > bytes.size() - base) {
            throw refused(name + " would end at byte " + offsets[1] + " of " + (bytes.size() - base)
                    + " bytes of values; the file is truncated");
        }
        entries.put(name, Entry.of(type, shape));
        ranges.put(name, new Range(name, base + offsets[0], base + offsets[1]));
    }

    private long[] integers(String name, String field, JsonNode node) throws CheckpointException {
        var values = new long[node.size()];
        boolean valid = node.isArray();
        for (int i = 0; i < values.length; i++) {
            JsonNode value = node.get(i);
            valid &= value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0;
            values[i] = value.asLong();
        }
        if (!valid) {
            throw refused(name + " has " + field + " " + node + ", which is no list of sizes");
        }
        return values;
    }

    private long byteCount(String name, DType type, long... shape) throws CheckpointException {
        try {
            long count = type.bytes();
            for (long size : shape) {
                count = Math.multiplyExact(count, size);
            }
            return count;
        } catch (ArithmeticException e) {
            throw new CheckpointException(bytes.name(), name + " claims more values than can be counted", e);
        }
    }

    /** The format wants every byte to belong to exactly one tensor: bytes outside could hide another file. */
    private void requireNoHoles() throws CheckpointException {
        List<Range> inOrder = ranges.values().stream()
                .sorted(Comparator.comparingLong(Range::begin).thenComparingLong(Range::end))
                .toList();
        long end = base;
        for (Range range : inOrder) {
            if (range.begin() != end) {
                String fault = range.begin() < end ? " overlaps the tensor before it" : " follows a hole in the file";
                throw refused(range.name() + fault);
            }
            end = range.end();
        }
        if (end != bytes.size()) {
            throw refused((bytes.size() - end) + " bytes at the end belong to no tensor");
        }
    }

    private CheckpointException refused(String reason) {
        return new CheckpointException(bytes.name(), reason);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
