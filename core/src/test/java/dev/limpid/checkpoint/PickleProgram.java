package dev.limpid.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles instruction by instruction, honest ones and others. */
final class PickleProgram {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static PickleProgram protocol2() {
        return new PickleProgram().op(0x80, 2);
    }

    PickleProgram op(int... codes) {
        for (int code : codes) {
            out.write(code);
        }
        return this;
    }

    PickleProgram raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    PickleProgram global(String module, String name) {
        return op('c').raw((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    PickleProgram text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return op('X').raw(int32(bytes.length)).raw(bytes);
    }

    /** Text as Python 2 wrote it. */
    PickleProgram shortString(String text) {
        return op('U', text.length()).raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    PickleProgram integer(long value) {
        return op(0x8a, 8)
                .raw(ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array());
    }

    PickleProgram integers(long... values) {
        op('(');
        for (long value : values) {
            integer(value);
        }
        return op('t');
    }

    PickleProgram storage(String type, String key, long count) {
        return op('(').text("storage")
                .global("torch", type)
                .text(key)
                .text("cpu")
                .integer(count)
                .op('t', 'Q');
    }

    /** A view of a storage, as torch.save writes it. */
    PickleProgram tensor(String type, String key, long count, long offset, long[] shape, long[] stride) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .op('(')
                .storage(type, key, count)
                .integer(offset)
                .integers(shape)
                .integers(stride)
                .op(0x89)
                .orderedDict()
                .op('t', 'R');
    }

    /** A float32 vector that is the whole of its storage. */
    PickleProgram vector(String key, long count) {
        return tensor("FloatStorage", key, count, 0, new long[] {count}, new long[] {1});
    }

    PickleProgram orderedDict() {
        return global("collections", "OrderedDict").op(')', 'R');
    }

    byte[] stop() {
        return op('.').out.toByteArray();
    }

    static byte[] int32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
