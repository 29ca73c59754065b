package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COMPLEX128")
    void readsWhatItWrites(DType type) throws Exception {
        Path file = folder.resolve("a.safetensors");
        try (var scope = Scope.open()) {
            Tensor values = Tensor.of(new double[] {0, 1, 1, 0, 0, 1}, 2, 3).to(type);

            Safetensors.write(file, Map.of("values", values), Map.of());

            try (var read = Safetensors.open(file)) {
                assertThat(read.tensor("values").type()).isEqualTo(type);
                assertThat(read.tensor("values").shape()).containsExactly(2, 3);
                assertThat(read.tensor("values").toDoubles()).containsExactly(0, 1, 1, 0, 0, 1);
            }
        }
    }

    @Test
    void keepsOrderMetadataAndOddShapes() throws Exception {
        Path file = folder.resolve("a.safetensors");
        try (var scope = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            tensors.put("z", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).transpose(0, 1));
            tensors.put("nothing", Tensor.zeros(0, 5));
            tensors.put("a \"name\" – π", Tensor.scalar(7));

            Safetensors.write(file, tensors, Map.of("licence", "Apache-2.0"));

            try (var read = Safetensors.open(file)) {
                assertThat(read.entries().keySet()).containsExactly("z", "nothing", "a \"name\" – π");
                assertThat(read.metadata()).containsExactly(Map.entry("licence", "Apache-2.0"));
                assertThat(read.tensor("z").toFloats()).containsExactly(1, 3, 2, 4);
                assertThat(read.tensor("nothing").shape()).containsExactly(0, 5);
                assertThat(read.tensor("a \"name\" – π").item()).isEqualTo(7);
            }
        }
        assertThat(folder.toFile().list()).containsExactly("a.safetensors");
    }

    @Test
    void leavesTheOldFileWhereWritingFails() throws Exception {
        Path file = Files.writeString(folder.resolve("a.safetensors"), "old");
        try (var scope = Scope.open()) {
            Tensor closed;
            try (var inner = Scope.open()) {
                closed = Tensor.zeros(2);
            }
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> Safetensors.write(file, Map.of("gone", closed), Map.of()));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Safetensors.write(file, Map.of("__metadata__", Tensor.zeros(1)), Map.of()))
                    .withMessage("__metadata__ cannot be a tensor's name");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            Safetensors.write(file, Map.of("c", Tensor.zeros(1).to(DType.COMPLEX128)), Map.of()))
                    .withMessage("tensors of type COMPLEX128 cannot be written as safetensors");
        }

        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("a.safetensors");
    }

    @Test
    void saysThatATensorIsNotThere() throws Exception {
        Path file = write("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4);
        try (var read = Safetensors.open(file)) {
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> read.tensor("v"))
                    .withMessageContaining("no tensor named v");
        }
    }

    static Stream<Arguments> damaged() {
        String f32 = "\"dtype\":\"F32\"";
        return Stream.of(
                arguments(
                        "{\"w\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[0,4]}}",
                        4,
                        "has the type F8_E4M3; readable are ["),
                arguments("{\"w\":{\"shape\":[4],\"data_offsets\":[0,4]}}", 4, "w has the type none"),
                arguments(
                        "{\"w\":{" + f32 + ",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "which is no list of sizes"),
                arguments(
                        "{\"w\":{" + f32 + ",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4, "which is no list of sizes"),
                arguments("{\"w\":{" + f32 + ",\"shape\":1,\"data_offsets\":[0,4]}}", 4, "which is no list of sizes"),
                arguments("{\"w\":{" + f32 + ",\"data_offsets\":[0,4]}}", 4, "w has no shape"),
                arguments("{\"w\":{" + f32 + ",\"shape\":[1]}}", 4, "w has no data_offsets"),
                arguments(
                        "{\"w\":{" + f32 + ",\"shape\":[-0],\"data_offsets\":[0,0]}}", 0, "which is no list of sizes"),
                arguments(
                        "{\"w\":{" + f32 + ",\"shape\":[0,4611686018427387904,8],\"data_offsets\":[0,0]}}",
                        0,
                        "more values than can be counted"),
                arguments("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, "Duplicate field 'k'"),
                arguments(
                        "{\"w\":{" + f32 + "," + f32 + ",\"shape\":[1],\"data_offsets\":[0,4]}}",
                        4,
                        "Duplicate field 'dtype'"),
                arguments("{\"\\ud800\":{}}", 0, "not valid JSON"),
                arguments("{\"__metadata__\":{\"k\":\"\\ud800\"}}", 0, "not valid JSON"),
                arguments(
                        "{\"__metadata__\":{\"k\":\"\\udc00\"}}",
                        0,
                        "the header is not valid JSON: a text is no Unicode"),
                arguments("{\"a\\nb\":7}", 0, "a?b is not described by a JSON object"),
                arguments("{\"w\":" + "[".repeat(100_000), 0, "not described by a JSON object"),
                arguments("{\"w\":{\"x\":" + "[".repeat(100_000), 0, "not valid JSON"),
                arguments("{\"w\":7}", 0, "w is not described by a JSON object"),
                arguments(
                        "{\"w\":{" + f32 + ",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}",
                        0,
                        "more values than can be counted"),
                arguments(
                        "{\"w\":{" + f32 + ",\"shape\":[99999999999999999999],\"data_offsets\":[0,0]}}",
                        0,
                        "which is no list of sizes"),
                arguments(
                        "{\"w\":{" + f32 + ",\"shape\":[2],\"data_offsets\":[0,4]}}",
                        4,
                        "data_offsets [0,4] for 8 bytes"),
                arguments(
                        "{\"w\":{" + f32 + ",\"shape\":[1],\"data_offsets\":[4,0]}}",
                        4,
                        "data_offsets [4,0] for 4 bytes"),
                arguments("{\"w\":{" + f32 + ",\"shape\":[1],\"data_offsets\":[0,4,8]}}", 8, "data_offsets [0,4,8]"),
                arguments(
                        "{\"w\":{" + f32 + ",\"shape\":[2],\"data_offsets\":[0,8]}}",
                        4,
                        "would end at byte 8 of 4 bytes of values; the file is truncated"),
                arguments("{\"w\":{" + f32 + ",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "w follows a hole"),
                arguments(
                        "{\"w\":{" + f32 + ",\"shape\":[1],\"data_offsets\":[0,4]}}",
                        9,
                        "5 bytes at the end belong to no tensor"),
                arguments(
                        "{\"v\":{" + f32 + ",\"shape\":[1],\"data_offsets\":[0,4]},\"w\":{" + f32
                                + ",\"shape\":[1],\"data_offsets\":[2,6]}}",
                        6,
                        "w overlaps"),
                arguments(
                        "{\"w\":{" + f32 + ",\"shape\":[1],\"data_offsets\":[0,4]},\"w\":{" + f32
                                + ",\"shape\":[1],\"data_offsets\":[0,4]}}",
                        4,
                        "not valid JSON: Duplicate field 'w'"),
                arguments("{\"w\":{\"dtype\":[\"F32\"]}}", 0, "w has a dtype that is no text"),
                arguments("{\"__metadata__\":7}", 0, "__metadata__ is not a JSON object"),
                arguments("{\"__metadata__\":{\"k\":7}}", 0, "__metadata__ holds k, which is not text"),
                arguments("{\"w\":", 0, "the header is not valid JSON: "),
                arguments("{} {}", 0, "the header is not valid JSON: something follows its end"),
                arguments(" {}", 0, "does not begin with '{'"),
                arguments("[]", 0, "does not begin with '{'"));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void refusesHeadersThatBreakTheFormat(String header, int dataBytes, String reason) throws Exception {
        refuses(write(header, dataBytes), reason);
    }

    @Test
    void readsAHeaderOfTheGreatestLengthAndRefusesTooManyTensors() throws Exception {
        try (var read = Safetensors.open(write("{}" + " ".repeat(99_999_998), 0))) {
            assertThat(read.entries()).isEmpty();
        }
        var many = new StringBuilder("{");
        for (int i = 0; i <= 250_000; i++) {
            many.append(i == 0 ? "\"" : ",\"")
                    .append(i)
                    .append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
        }
        refuses(write(many.append('}').toString(), 0), "the header names more than 250000 tensors");
    }

    @Test
    void refusesHeadersOfImpossibleLength() throws Exception {
        for (long length : List.of(-1L, 0L, 1L, 3L, 100_000_001L, Long.MAX_VALUE)) {
            refuses(write(length, "{}".getBytes(StandardCharsets.UTF_8), 0), "the header claims");
        }
        refuses(Files.write(folder.resolve("short"), new byte[7]), "not a safetensors file: it has 7 bytes");
        refuses(write(3, new byte[] {'{', (byte) 0xff, '}'}, 0), "the header is not UTF-8");
    }

    @Test
    void refusesEveryTruncation() throws Exception {
        byte[] whole = Files.readAllBytes(write("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8));
        for (int length = 0; length < whole.length; length++) {
            refuses(Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length)), "");
        }
    }

    @Test
    void noticesAFileThatShrinksAfterItWasOpened() throws Exception {
        Path file = write("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8);
        try (var scope = Scope.open();
                var read = Safetensors.open(file)) {
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 4));

            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> read.tensor("w"))
                    .withMessageContaining("truncated");
        }
    }

    private static void refuses(Path file, String reason) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Safetensors.open(file))
                .withMessageStartingWith(file + ": ")
                .withMessageContaining(reason)
                .withMessageNotContaining("\n");
    }

    private Path write(String header, int dataBytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return write(text.length, text, dataBytes);
    }

    private Path write(long length, byte[] header, int dataBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(
                folder.resolve("a.safetensors"),
                bytes.putLong(length).put(header).array());
    }

    @Test
    void refusesTruthValuesOtherThanZeroAndOne() throws Exception {
        String header = "{\"a\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[0,3]}}";
        for (int value : new int[] {1, 2}) {
            byte[] text = header.getBytes(StandardCharsets.UTF_8);
            ByteBuffer file = ByteBuffer.allocate(8 + text.length + 3).order(ByteOrder.LITTLE_ENDIAN);
            file.putLong(text.length)
                    .put(text)
                    .put(new byte[] {0, 1, (byte) value})
                    .flip();
            try (var read = Safetensors.open(new ByteSource.OfMemory("a.safetensors", file))) {
                if (value == 1) {
                    read.verify();
                } else {
                    assertThatExceptionOfType(CheckpointException.class)
                            .isThrownBy(read::verify)
                            .withMessage(
                                    "a.safetensors: a is of type BOOL and holds the byte 2; only 0 and 1 are allowed");
                }
            }
        }
    }

    /** Every key takes many times its bytes in memory. */
    @ParameterizedTest
    @CsvSource({"10000, true", "10001, false", "1000000, false"})
    void readsSoMuchMetadataAndNoMore(int keys, boolean read) throws Exception {
        var header = new StringBuilder("{\"__metadata__\":{");
        for (int i = 0; i < keys; i++) {
            header.append(i == 0 ? "" : ",").append('"').append(i).append("\":\"\"");
        }
        Path file = write(header.append("}}").toString(), 0);

        if (read) {
            try (var checkpoint = Safetensors.open(file)) {
                assertThat(checkpoint.metadata()).hasSize(keys);
            }
        } else {
            refuses(file, "the header has more than 10000 metadata entries");
        }
    }

    /** In one tensor, in many of them, or nested: whatever is not asked for. */
    @ParameterizedTest
    @ValueSource(strings = {"fields", "values", "tensors"})
    void skipsFewFieldsThatTheFormatDoesNotKnow(String where) throws Exception {
        var header = new StringBuilder("{");
        if (where.equals("tensors")) {
            for (int i = 0; i < 4000; i++) {
                header.append(i == 0 ? "" : ",")
                        .append("\"t" + i + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0],\"more\":[1]}");
            }
        } else {
            header.append("\"t\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]");
            header.append(where.equals("values") ? ",\"more\":[0" : "");
            for (int i = 0; i < 20_000; i++) {
                header.append(where.equals("values") ? ",1" : ",\"f" + i + "\":0");
            }
            header.append(where.equals("values") ? "]}" : "}");
        }

        refuses(
                write(header.append('}').toString(), 0),
                "the header has more than 10000 fields that the format does not know");
    }
}
