package dev.limpid.checkpoint;

import com.fasterxml.jackson.core.JsonToken;
import dev.limpid.checkpoint.Checkpoint.Entry;
import dev.limpid.tensor.DType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The JSON header of a safetensors file, held against every rule of the format before an array is read. */
final class SafetensorsHeader {
    /** The format's own limit, against headers that fill the memory. */
    static final long MAX_LENGTH = 100_000_000;

    /** Ours: what the largest header could name would not fit into the program's memory. */
    private static final int MAX_TENSORS = 250_000;

    /** Ours, too: model cards have some dozens of lines, and every key costs far more memory than its bytes. */
    private static final int MAX_METADATA = 10_000;

    static final String METADATA = "__metadata__";

    static final Map<String, DType> TYPES = new TreeMap<>(Map.ofEntries(
            Map.entry("F64", DType.FLOAT64),
            Map.entry("F32", DType.FLOAT32),
            Map.entry("F16", DType.FLOAT16),
            Map.entry("BF16", DType.BFLOAT16),
            Map.entry("I64", DType.INT64),
            Map.entry("I32", DType.INT32),
            Map.entry("I16", DType.INT16),
            Map.entry("I8", DType.INT8),
            Map.entry("U8", DType.UINT8),
            Map.entry("BOOL", DType.BOOL),
            Map.entry("C64", DType.COMPLEX64)));

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
        parse(length);
        requireNoHoles();
    }

    private void parse(long length) throws IOException {
        if (bytes.read(8, 1).get() != '{') {
            throw refused("the header does not begin with '{'; it is no safetensors file");
        }
        try (var json = new HeaderJson(bytes, 8, length)) {
            json.next();
            for (String name = json.key(); name != null; name = json.key()) {
                if (name.equals(METADATA)) {
                    addMetadata(json);
                } else {
                    add(name, json);
                }
            }
            json.requireEnd();
        }
    }

    private void addMetadata(HeaderJson json) throws IOException {
        if (json.next() != JsonToken.START_OBJECT) {
            throw refused(METADATA + " is not a JSON object");
        }
        for (String key = json.key(); key != null; key = json.key()) {
            if (json.next() != JsonToken.VALUE_STRING) {
                throw refused(METADATA + " holds " + PickleReader.printable(key) + ", which is not text");
            }
            if (metadata.size() == MAX_METADATA) {
                throw refused("the header has more than " + MAX_METADATA + " metadata entries");
            }
            metadata.put(key, json.text());
        }
    }

    private void add(String name, HeaderJson json) throws IOException {
        String shown = PickleReader.printable(name);
        if (json.next() != JsonToken.START_OBJECT) {
            throw refused(shown + " is not described by a JSON object");
        }
        String typeName = null;
        long[] shape = null;
        long[] offsets = null;
        for (String field = json.key(); field != null; field = json.key()) {
            switch (field) {
                case "dtype" -> typeName = json.nextText(shown, field);
                case "shape" -> shape = json.sizes(shown, field);
                case "data_offsets" -> offsets = json.sizes(shown, field);
                default -> json.skip();
            }
        }
        add(name, type(shown, typeName), given(shown, "shape", shape), given(shown, "data_offsets", offsets));
    }

    private DType type(String shown, @Nullable String name) throws CheckpointException {
        DType type = name == null ? null : TYPES.get(name);
        if (type == null) {
            throw refused(shown + " has the type " + (name == null ? "none" : PickleReader.printable(name))
                    + "; readable are " + TYPES.keySet());
        }
        return type;
    }

    private long[] given(String shown, String field, long @Nullable [] values) throws CheckpointException {
        if (values == null) {
            throw refused(shown + " has no " + field);
        }
        return values;
    }

    private void add(String name, DType type, long[] shape, long[] offsets) throws CheckpointException {
        String shown = PickleReader.printable(name);
        long length = byteCount(shown, type, shape);
        if (offsets.length != 2 || offsets[1] - offsets[0] != length) {
            throw refused(
                    shown + " has data_offsets " + shown(offsets) + " for " + length + " bytes of " + type + " values");
        }
        if (offsets[1] > bytes.size() - base) {
            throw refused(shown + " would end at byte " + offsets[1] + " of " + (bytes.size() - base)
                    + " bytes of values; the file is truncated");
        }
        if (entries.size() == MAX_TENSORS) {
            throw refused("the header names more than " + MAX_TENSORS + " tensors");
        }
        entries.put(name, Entry.of(type, shape));
        ranges.put(name, new Range(name, base + offsets[0], base + offsets[1]));
    }

    private static String shown(long... values) {
        return Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]"));
    }

    private long byteCount(String shown, DType type, long... shape) throws CheckpointException {
        try {
            long positive = type.bytes();
            boolean empty = false;
            for (long size : shape) {
                empty |= size == 0;
                // LibTorch multiplies the other sizes even where one is 0.
                positive = Math.multiplyExact(positive, Math.max(1, size));
            }
            return empty ? 0 : positive;
        } catch (ArithmeticException e) {
            throw new CheckpointException(bytes.name(), shown + " claims more values than can be counted", e);
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
                throw refused(PickleReader.printable(range.name()) + fault);
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
}
