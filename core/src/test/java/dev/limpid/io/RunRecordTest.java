package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.tensor.Device;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunRecordTest {
    private static final String HASH_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path folder;

    @Test
    void isTheSameAfterAFile() throws IOException {
        Path file = folder.resolve("run.json");
        RunRecord record =
                record(Map.of("fraction", 0.7f, "size", 64, "box", List.of(1, 2), "noise", Map.of("σ", 1e-2)));

        record.write(file);
        RunRecord read = RunRecord.read(file);

        assertThat(read).isEqualTo(record);
        assertThat(read.toJson()).isEqualTo(Files.readString(file));
        assertThat(read.operator()).containsEntry("fraction", 0.7).containsEntry("size", 64L);
        assertThat(read.metrics().get("restored")).containsEntry("psnr", Double.POSITIVE_INFINITY);
    }

    @Test
    void isReadableText() {
        assertThat(record(Map.of()).toJson())
                .contains("\"created\" : \"2026-11-21T10:00:00Z\"", "\"task\" : \"inpainting\"", "\"seed\" : -5")
                .contains("\"peakMemoryBytes\" : null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"seed\" : -5; \"seed\" : -5, \"sed\" : 5; is not a run record: unknown key 'sed'",
                "\"threads\" : 2; \"threads\" : 2, \"cores\" : 3; is not a run record: unknown key 'environment.cores'",
                "\"task\" : \"inpainting\",; ''; is not a run record: missing key 'task'",
                "\"task\" : \"inpainting\"; \"task\" : null; is not a run record:",
                "\"seed\" : -5; \"seed\" : \"x\"; is not a run record: 'seed': ",
                "2026-11-21T10; 2026-11-21 10; is not a run record: 'created': not a time: 2026-11-21 10:00:00Z",
                "\"threads\" : 2; \"threads\" : 2, \"threads\" : 2; is not a run record: 'environment': Duplicate field 'threads'",
                "\"seed\" : -5; \"seed\" : ; is not JSON: ",
            })
    void refusesOtherKeysAndValues(String ours, String theirs, String reason) throws IOException {
        String json = record(Map.of()).toJson();
        assertThat(json).contains(ours);
        Path file = Files.writeString(folder.resolve("run.json"), json.replace(ours, theirs));

        assertThatIOException()
                .isThrownBy(() -> RunRecord.read(file))
                .withMessageStartingWith(file + ": " + reason)
                .withMessageNotContaining("\n");
    }

    @Test
    void refusesAFileThatHoldsNullOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("run.json"), "null");

        assertThatIOException()
                .isThrownBy(() -> RunRecord.read(file))
                .withMessage(file + ": is not a run record: it must be an object");
    }

    @Test
    void refusesWhatJsonCannotCarry() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> record(Map.of("file", folder)))
                .withMessageStartingWith(
                        "operator.file: a run record holds strings, numbers, booleans, lists and maps, got ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RunRecord.Cost(-1, 0, 0, null))
                .withMessageStartingWith("cost must not be negative");
    }

    @Test
    void describesThisProcess() {
        RunRecord.Environment here = RunRecord.Environment.current(Device.CPU);

        assertThat(here.device()).isEqualTo("cpu");
        assertThat(here.java()).isEqualTo(System.getProperty("java.version"));
        assertThat(here.libtorch()).startsWith("2.");
        assertThat(here.threads()).isPositive();
    }

    @Test
    void hashesFilesStreamsAndResources() throws IOException {
        Path file = Files.writeString(folder.resolve("abc"), "abc");
        byte[] font = Files.readAllBytes(Path.of("src/main/resources/dev/limpid/io/font5x7.txt"));

        assertThat(Sha256.of(file)).isEqualTo(HASH_OF_ABC);
        assertThat(Sha256.of("abc".getBytes(StandardCharsets.UTF_8))).isEqualTo(HASH_OF_ABC);
        assertThat(Sha256.of(new ByteArrayInputStream(new byte[] {'a', 'b', 'c'})))
                .isEqualTo(HASH_OF_ABC);
        assertThat(Sha256.ofResource(Panels.class, "font5x7.txt")).isEqualTo(Sha256.of(font));
        assertThatIOException()
                .isThrownBy(() -> Sha256.of(folder.resolve("none")))
                .withMessage(folder.resolve("none") + ": cannot be read: no such file or folder");
        assertThatIOException().isThrownBy(() -> Sha256.ofResource(Panels.class, "none"));
    }

    @Test
    void readsHowMuchMemoryThereIsWhereTheSystemTells() {
        assertThat(Memory.parse("VmPeak:\t 9 kB\nVmHWM:\t   2048 kB\nVmRSS:\t 1 kB\n", "VmHWM:"))
                .hasValue(2048 * 1024);
        assertThat(Memory.parse("nothing", "VmHWM:")).isEmpty();
        for (OptionalLong here : List.of(Memory.peak(), Memory.available())) {
            if (System.getProperty("os.name").equals("Linux")) {
                assertThat(here.orElseThrow()).isGreaterThan(10 << 20);
            } else {
                assertThat(here).isEmpty();
            }
        }
    }

    private static RunRecord record(Map<String, Object> operator) {
        return new RunRecord(
                "0.1.0",
                Instant.parse("2026-11-21T10:00:00Z"),
                Map.of("command", "restore", "input", "image.png"),
                "inpainting",
                operator,
                "dmilo-pgd",
                Map.of("innerIterations", 150, "latentRate", 0.02, "adapt", true),
                -5,
                Map.of("input", HASH_OF_ABC),
                Map.of("restored.png", HASH_OF_ABC),
                new RunRecord.Environment("cpu", "17", "Linux", "2.10.0", 2),
                new RunRecord.Cost(10, 3000, 12.5, null),
                "iterations",
                "last",
                Map.of("restored", Map.of("psnr", Double.POSITIVE_INFINITY)),
                List.of("w"));
    }

    @Test
    void aRecordThatIsTooLargeHasNothingToDoWithPixels() throws IOException {
        Path file = folder.resolve("large.json");
        try (var large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength((16L << 20) + 1);
        }

        assertThatIOException()
                .isThrownBy(() -> RunRecord.read(file))
                .withMessage(file + ": 16777217 bytes are more than the limit of 16777216");
    }
}
