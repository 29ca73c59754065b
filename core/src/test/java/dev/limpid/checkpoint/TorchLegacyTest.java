package dev.limpid.checkpoint;

import static dev.limpid.checkpoint.PickleProgram.protocol2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.limpid.tensor.Scope;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The row of pickles and arrays of old files; TorchFilesTest has files that PyTorch wrote. */
class TorchLegacyTest {
    private static final byte[] MAGIC = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e");
    private static final byte[] VERSION = protocol2().op('M', 0xe9, 3).stop();

    private static byte[] machine(int littleEndian) {
        return protocol2().op('}').text("little_endian").op(littleEndian, 's').stop();
    }

    private static byte[] object() {
        return protocol2().op('}').text("w").vector("7", 2).op('s').stop();
    }

    private static byte[] keys(String... keys) {
        PickleProgram program = protocol2().op(']', '(');
        for (String key : keys) {
            program.text(key);
        }
        return program.op('e').stop();
    }

    private static byte[] array(long count, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(count);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private static ByteSource file(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return new ByteSource.OfMemory("old.pt", ByteBuffer.wrap(all.toByteArray()));
    }

    @Test
    void areLittleEndianWhateverMachineWroteThem() throws Exception {
        for (int mark : new int[] {0x88, 0x89}) {
            try (var scope = Scope.open();
                    var read = Checkpoints.open(
                            file(MAGIC, VERSION, machine(mark), object(), keys("7"), array(2, 1.5f, -2)))) {
                assertThat(read.format()).isEqualTo("PyTorch legacy file");
                assertThat(read.tensor("w").toFloats()).containsExactly(1.5f, -2);
            }
        }
    }

    @Test
    void mayShareAnArrayThroughItsParts() throws Exception {
        byte[] object = protocol2()
                .op('}')
                .text("w")
                .global("torch._utils", "_rebuild_tensor")
                .op('(', '(')
                .text("storage")
                .global("torch", "FloatStorage")
                .text("7")
                .text("cpu")
                .op('K', 4, '(')
                .text("8")
                .op('K', 1, 'K', 3, 't', 't', 'Q', 'K', 1, 'K', 2, 0x85, 'K', 1, 0x85, 't', 'R', 's')
                .stop();
        try (var scope = Scope.open();
                var read = Checkpoints.open(
                        file(MAGIC, VERSION, machine(0x88), object, keys("7"), array(4, 0, 1, 2, 3)))) {
            assertThat(read.tensor("w").toFloats()).containsExactly(2, 3);
        }
    }

    static Stream<Arguments> damaged() {
        byte[] little = machine(0x88);
        byte[] none = protocol2().op('}').stop();
        byte[] values = array(2, 1, 2);
        byte[] system =
                protocol2().global("posix", "system").text("id").op(0x85, 'R').stop();
        return Stream.of(
                arguments(
                        "another version",
                        file(MAGIC, MAGIC, little, object(), keys("7"), values),
                        "its magic number or version is another"),
                arguments(
                        "no machine",
                        file(MAGIC, VERSION, none, object(), keys("7"), values),
                        "the machine that wrote it is not described"),
                arguments(
                        "a call in the machine",
                        file(MAGIC, VERSION, system, object(), keys("7"), values),
                        "contains posix.system, which is code; only tensors are read"),
                arguments(
                        "a call in the object",
                        file(MAGIC, VERSION, little, system, keys("7"), values),
                        "contains posix.system, which is code; only tensors are read"),
                arguments(
                        "a call in the keys",
                        file(MAGIC, VERSION, little, object(), system, values),
                        "contains posix.system, which is code; only tensors are read"),
                arguments(
                        "keys that are no list",
                        file(MAGIC, VERSION, little, object(), none, values),
                        "the keys of its arrays are no list"),
                arguments(
                        "the key of nothing",
                        file(MAGIC, VERSION, little, object(), keys("8"), values),
                        "the keys of its arrays are not those of its tensors"),
                arguments(
                        "a key twice",
                        file(MAGIC, VERSION, little, object(), keys("7", "7"), values, values),
                        "the keys of its arrays are not those of its tensors"),
                arguments("no keys", file(MAGIC, VERSION, little, object(), keys()), "1 of its arrays are not there"),
                arguments(
                        "another size",
                        file(MAGIC, VERSION, little, object(), keys("7"), array(3, 1, 2, 3)),
                        "the storage 7 claims 2 values where the file has 3"),
                arguments(
                        "a negative size",
                        file(MAGIC, VERSION, little, object(), keys("7"), array(-1)),
                        "the storage 7 claims 2 values where the file has -1"),
                arguments(
                        "too few values",
                        file(MAGIC, VERSION, little, object(), keys("7"), array(2, 1)),
                        "the storage 7 claims 2 values of FLOAT32 where 4 bytes are left; the file is truncated"),
                arguments(
                        "no size",
                        file(MAGIC, VERSION, little, object(), keys("7"), new byte[7]),
                        "ends early, at byte "),
                arguments(
                        "bytes at the end",
                        file(MAGIC, VERSION, little, object(), keys("7"), values, new byte[3]),
                        "3 bytes at the end belong to no tensor"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damaged")
    void refusesDamage(String name, ByteSource file, String reason) {
        assertThatExceptionOfType(CheckpointException.class)
                .as(name)
                .isThrownBy(() -> Checkpoints.open(file))
                .withMessageStartingWith("old.pt: ")
                .withMessageContaining(reason)
                .withMessageNotContaining("\n");
    }
}
