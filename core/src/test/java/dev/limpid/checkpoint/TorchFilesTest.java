package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that PyTorch wrote, with what it wrote into them: src/test/python/torch_files.py makes them. */
class TorchFilesTest {
    static List<Path> files() throws IOException, URISyntaxException {
        try (Stream<Path> all =
                Files.list(Path.of(TorchFilesTest.class.getResource("torch").toURI()))) {
            return all.filter(file -> file.toString().endsWith(".pt")).sorted().toList();
        }
    }

    @Test
    void areThere() throws Exception {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(28);
    }

    @ParameterizedTest
    @MethodSource("files")
    void areReadAsPyTorchReadsThem(Path file) throws Exception {
        JsonNode expected = new ObjectMapper()
                .readTree(Files.readString(Path.of(file.toString().replaceAll("\\.pt$", ".json"))));
        try (var scope = Scope.open();
                var read = Checkpoints.open(file)) {
            read.verify();
            assertThat(read.part()).isEqualTo(expected.get("part").asText());
            assertThat(read.entries().keySet())
                    .containsExactlyElementsOf(() -> expected.get("tensors").fieldNames());
            for (String name : read.entries().keySet()) {
                JsonNode tensor = expected.get("tensors").get(name);
                Tensor values = read.tensor(name);
                assertThat(typeName(values.type()))
                        .as(name)
                        .isEqualTo(tensor.get("dtype").asText());
                assertThat(values.shape()).as(name).containsExactly(longs(tensor.get("shape")));
                assertThat(numbers(values)).as(name).isEqualTo(doubles(tensor.get("values")));
            }
        }
    }

    private static String typeName(DType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static long[] longs(JsonNode array) {
        var values = new long[array.size()];
        Arrays.setAll(values, i -> array.get(i).asLong());
        return values;
    }

    private static List<Double> doubles(JsonNode array) {
        var values = new ArrayList<Double>();
        array.forEach(value -> values.add(value.asDouble()));
        return values;
    }

    /** Complex numbers as pairs. */
    private static List<Double> numbers(Tensor values) {
        if (values.type() != DType.COMPLEX64 && values.type() != DType.COMPLEX128) {
            return Arrays.stream(values.toDoubles()).boxed().toList();
        }
        ByteBuffer bytes = values.bytes(0).order(ByteOrder.LITTLE_ENDIAN);
        var numbers = new ArrayList<Double>();
        while (bytes.hasRemaining()) {
            numbers.add(values.type() == DType.COMPLEX64 ? bytes.getFloat() : bytes.getDouble());
        }
        return numbers;
    }

    @Test
    void areRefusedWhereTheyAreTruncated() throws Exception {
        for (String name : List.of("module.pt", "module-legacy.pt")) {
            byte[] whole = Files.readAllBytes(
                    Path.of(TorchFilesTest.class.getResource("torch/" + name).toURI()));
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatExceptionOfType(CheckpointException.class)
                        .as(name + " cut at " + length)
                        .isThrownBy(() -> Checkpoints.open(memory(cut)).close())
                        .withMessageStartingWith("file.pt: ")
                        .withMessageNotContaining("\n");
            }
        }
    }

    private static ByteSource memory(byte[] content) {
        return new ByteSource.OfMemory("file.pt", ByteBuffer.wrap(content));
    }

    /** Damage is refused, or changes nothing but values: never is there another exception. */
    @Test
    void surviveAnyDamagedByte() throws Exception {
        for (String name : List.of("training.pt", "training-legacy.pt", "shared-legacy.pt")) {
            byte[] whole = Files.readAllBytes(
                    Path.of(TorchFilesTest.class.getResource("torch/" + name).toURI()));
            for (int i = 0; i < whole.length; i += 3) {
                byte[] damaged = whole.clone();
                damaged[i] ^= (byte) (1 << i % 8);
                try (var scope = Scope.open();
                        var read = Checkpoints.open(memory(damaged))) {
                    for (String tensor : read.entries().keySet()) {
                        assertThat(read.tensor(tensor).count()).isLessThan(100);
                    }
                } catch (CheckpointException e) {
                    assertThat(e).as(name + " at " + i).hasMessageStartingWith("file.pt: ");
                }
            }
        }
    }
}
