package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records that former versions wrote are still understood. Each folder of {@code old-records} holds a {@code run.json}, as it
 * was written but for the paths, which are relative to the folder, and the files that it names. Restored pixels may have
 * other bytes on another processor, so only their scores are compared.
 */
class OldRecordsTest {
    private static final Path RECORDS = Path.of("src/test/resources/dev/limpid/cli/old-records");
    private static final List<String> PATHS = List.of("input", "mask", "psf");
    private static final double DECIBELS = 0.5;

    @TempDir
    private Path folder;

    static List<Path> records() throws IOException {
        try (Stream<Path> entries = Files.list(RECORDS)) {
            return entries.sorted().toList();
        }
    }

    @Test
    void thereAreRecordsOfEveryTask() throws IOException {
        assertThat(records().stream().map(OldRecordsTest::read).map(RunRecord::task))
                .contains(
                        "inpainting",
                        "super-resolution",
                        "gaussian-deblur",
                        "motion-deblur",
                        "blind-deblur",
                        "nonlinear-deblur",
                        "denoise",
                        "sample");
    }

    @ParameterizedTest
    @MethodSource("records")
    void anOldRecordIsRunAgain(Path record) throws IOException {
        var runs = new TinyRuns(folder);
        Path copy = copy(record);
        RunRecord before = read(copy);

        int code = runs.execute("rerun", copy.resolve("run.json"), "--out", runs.at("again"));

        assertThat(runs.out()).as(runs.err()).contains(code == 0 ? "the same bytes: " : "other bytes: ");
        requireSameRun(before, read(runs.at("again")));
    }

    /** A copy whose record has the paths of the copied files. */
    private Path copy(Path record) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("record"));
        try (Stream<Path> files = Files.list(record)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Path json = copy.resolve("run.json");
        String text = Files.readString(json);
        for (String key : PATHS) {
            if (read(copy).request().get(key) instanceof String name) {
                text = text.replace(
                        "\"" + key + "\" : \"" + name + "\"", "\"" + key + "\" : " + inJson(copy.resolve(name)));
            }
        }
        Files.writeString(json, text);
        return copy;
    }

    private static String inJson(Path file) {
        return "\"" + file.toString().replace("\\", "\\\\") + "\"";
    }

    private static RunRecord read(Path folder) {
        try {
            return RunRecord.read(folder.resolve("run.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** New records may say more; everything that an old one said still holds. */
    private static void requireSameRun(RunRecord before, RunRecord now) {
        assertThat(now.task()).isEqualTo(before.task());
        assertThat(now.solver()).isEqualTo(before.solver());
        assertThat(now.seed()).isEqualTo(before.seed());
        assertThat(now.selection()).isEqualTo(before.selection());
        assertThat(now.request()).containsAllEntriesOf(before.request());
        assertThat(now.configuration()).containsAllEntriesOf(before.configuration());
        assertThat(now.sha256()).containsAllEntriesOf(before.sha256());
        assertThat(now.results()).containsOnlyKeys(before.results().keySet());
        assertThat(now.cost().backwardEvaluations()).isEqualTo(before.cost().backwardEvaluations());
        requireSameOperator(before.operator(), now.operator());
        for (String picture : List.of("measurement", "restored")) {
            assertThat(psnr(now, picture)).as(picture).isCloseTo(psnr(before, picture), within(DECIBELS));
        }
    }

    /** Noise that was estimated, and movements that were drawn, may differ in the last digits. */
    private static void requireSameOperator(Map<String, Object> before, Map<String, Object> now) {
        new TreeMap<>(before).forEach((key, value) -> {
            if (value instanceof Double number) {
                assertThat((Double) now.get(key)).as(key).isCloseTo(number, within(1e-6 + 1e-6 * Math.abs(number)));
            } else {
                assertThat(now).containsEntry(key, value);
            }
        });
    }

    /** In dB; zero where there was no truth to compare with. */
    private static double psnr(RunRecord record, String picture) {
        return record.metrics().getOrDefault(picture, Map.of()).getOrDefault("psnr", 0.0);
    }
}
