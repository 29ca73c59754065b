package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    @TempDir
    Path folder;

    @Test
    void writesTheBytesThatNumpyWrites() throws IOException {
        Path file = folder.resolve("a.npy");

        Npy.write(new float[] {1, -2, 0.5f, 3, 4, 5}, new int[] {2, 3}, file);

        // numpy.save of numpy.array([[1, -2, .5], [3, 4, 5]], dtype='<f4')
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
        String expected = "934e554d50590100" + "7600"
                + HexFormat.of()
                        .formatHex((header + " ".repeat(0x76 - header.length() - 1) + "\n")
                                .getBytes(StandardCharsets.US_ASCII))
                + "0000803f" + "000000c0" + "0000003f" + "00004040" + "00008040" + "0000a040";
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "2,2", "1,2,2"})
    void readsWhatItWrites(String sizes) throws IOException {
        int[] shape = sizes.isEmpty()
                ? new int[0]
                : Arrays.stream(sizes.split(",")).mapToInt(Integer::parseInt).toArray();
        float[] values = sizes.isEmpty() ? new float[] {7} : new float[] {1, 2, 3, Float.NaN};
        Path file = folder.resolve("a.npy");

        Npy.write(values, shape, file);
        Npy read = Npy.read(file);

        assertThat(read.shape()).isEqualTo(shape);
        assertThat(read.type()).isEqualTo("f4");
        assertThat(read.values()).hasSize(values.length).startsWith(values[0]);
        assertThat(read.values()[values.length - 1]).isEqualTo(Double.valueOf(values[values.length - 1]));
    }

    @ParameterizedTest
    @CsvSource({
        "|b1, 00ff, 0, 1",
        "|u1, 00ff, 0, 255",
        "|i1, 01ff, 1, -1",
        "<i2, 0100ffff, 1, -1",
        ">u2, 0001ffff, 1, 65535",
        "<i4, 01000000ffffffff, 1, -1",
        "<u4, 01000000ffffffff, 1, 4294967295",
        ">i8, 0000000000000001ffffffffffffffff, 1, -1",
        ">f4, 3f800000c0000000, 1, -2",
        "<f8, 000000000000f03f00000000000000c0, 1, -2",
    })
    void readsEveryNumberType(String type, String data, double first, double second) throws IOException {
        Npy read = parse(header(type, "False", "(2,)"), HexFormat.of().parseHex(data));

        assertThat(read.values()).containsExactly(first, second);
    }

    @Test
    void readsFortranOrder() throws IOException {
        Npy read = parse(header("|u1", "True", "(2, 3)"), new byte[] {1, 4, 2, 5, 3, 6});

        assertThat(read.values()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "|O; (2,); 'its NPY header has no plain number type (''descr'')'",
                "<f2; (2,); 'has elements of type f2; float32, float64, integers and booleans are read'",
                "<c8; (2,); 'has elements of type c8; float32, float64, integers and booleans are read'",
                "<f4; (3,); 'holds 8 bytes of data where shape [3] of type f4 needs 12'",
                "<f4; (1,); 'holds 8 bytes of data where shape [1] of type f4 needs 4'",
                "<f4; (99999999999,); 'shape (99999999999,) has more than 256000000 elements'",
                "<f4; (65536, 65536, 65536, 65536); "
                        + "'shape (65536, 65536, 65536, 65536) has more than 256000000 elements'",
                "<f4; (-1,); 'its NPY header has no ''shape'''",
            })
    void refusesHeadersThatDoNotHold(String type, String shape, String reason) {
        assertThatIOException()
                .isThrownBy(() -> parse(header(type, "False", shape), new byte[8]))
                .withMessage("a.npy: " + reason);
    }

    @Test
    void refusesOtherFiles() {
        byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 9, 0, 1, 0, 1, 0};

        assertThatIOException()
                .isThrownBy(() -> Npy.parse(new byte[20], "a.npy", ReadLimits.DEFAULT))
                .withMessage("a.npy: is not an NPY file");
        assertThatIOException()
                .isThrownBy(() -> Npy.parse(magic, "a.npy", ReadLimits.DEFAULT))
                .withMessage("a.npy: has NPY version 9, 1 to 3 are read");
        magic[6] = 2;
        magic[11] = 1;
        assertThatIOException()
                .isThrownBy(() -> Npy.parse(magic, "a.npy", ReadLimits.DEFAULT))
                .withMessage("a.npy: the file is truncated");
    }

    @Test
    void writesEveryTypeThatItReads() throws IOException {
        ByteBuffer values = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        values.putShort((short) -2).putShort((short) 300).flip();
        Path file = folder.resolve("signed.npy");

        Npy.write("i2", values, new int[] {1, 2}, file);

        assertThat(Npy.read(file).type()).isEqualTo("i2");
        assertThat(Npy.read(file).values()).containsExactly(-2, 300);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Npy.write("i2", values.rewind(), new int[] {3}, file))
                .withMessageContaining("4 bytes of i2 do not fill shape [3]");
    }

    @Test
    void refusesToWriteValuesThatDoNotFillTheShape() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Npy.write(new float[3], new int[] {2, 2}, folder.resolve("a.npy")))
                .withMessage("3 values do not fill shape [2, 2]");
    }

    private static String header(String type, String fortran, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }\n";
    }

    private static Npy parse(String header, byte[] data) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(10 + header.length() + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put(data);
        return Npy.parse(file.array(), "a.npy", ReadLimits.DEFAULT);
    }
}
