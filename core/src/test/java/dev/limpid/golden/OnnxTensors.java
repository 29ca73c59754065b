package dev.limpid.golden;

import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The float32 weights that lie in an ONNX file: its graph's initialisers, as far as onnx.proto's fields are needed for them. */
final class OnnxTensors {
    private static final int GRAPH = 7;
    private static final int INITIALIZER = 5;
    private static final int DIMS = 1;
    private static final int DATA_TYPE = 2;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;
    private static final long FLOAT = 1;

    private OnnxTensors() {}

    static Map<String, Tensor> read(Path file) throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        fields(ByteBuffer.wrap(Files.readAllBytes(file)), (field, value) -> {
            if (field == GRAPH) {
                fields((ByteBuffer) value, (inner, tensor) -> {
                    if (inner == INITIALIZER) {
                        add((ByteBuffer) tensor, tensors);
                    }
                });
            }
        });
        return tensors;
    }

    private static void add(ByteBuffer message, Map<String, Tensor> tensors) {
        List<Long> dims = new ArrayList<>();
        Map<Integer, Object> last = new LinkedHashMap<>();
        fields(message, (field, value) -> {
            last.put(field, value);
            if (field == DIMS) {
                if (value instanceof ByteBuffer packed) {
                    while (packed.hasRemaining()) {
                        dims.add(varint(packed));
                    }
                } else {
                    dims.add((Long) value);
                }
            }
        });
        if (last.get(DATA_TYPE).equals(FLOAT)) {
            var values = ((ByteBuffer) last.get(RAW_DATA))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            var floats = new float[values.remaining()];
            values.get(floats);
            String name =
                    StandardCharsets.UTF_8.decode((ByteBuffer) last.get(NAME)).toString();
            tensors.put(name, Tensor.of(floats, dims.stream().mapToLong(d -> d).toArray()));
        }
    }

    /** Calls with each field's number and its value: a Long, or the bytes of a message, a text or an array. */
    private static void fields(ByteBuffer message, BiConsumer<Integer, Object> each) {
        while (message.hasRemaining()) {
            long tag = varint(message);
            int wire = (int) (tag & 7);
            Object value = switch (wire) {
                case 0 -> varint(message);
                case 1 -> bytes(message, Long.BYTES);
                case 2 -> bytes(message, (int) varint(message));
                case 5 -> bytes(message, Integer.BYTES);
                default -> throw new IllegalArgumentException("no wire type " + wire);
            };
            each.accept((int) (tag >>> 3), value);
        }
    }

    private static ByteBuffer bytes(ByteBuffer message, int count) {
        ByteBuffer slice = message.slice(message.position(), count);
        message.position(message.position() + count);
        return slice;
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = message.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}
