package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.RunRecord;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {
    @TempDir
    private Path parent;

    private Path folder;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createDirectories(parent.resolve("out"));
    }

    /** A record of a sampling with these results. */
    private static RunRecord record(String... names) {
        var results = new HashMap<String, String>();
        for (String name : names) {
            results.put(name, "0".repeat(64));
        }
        return new RunRecord(
                "1",
                Instant.EPOCH,
                Map.of("command", "sample"),
                "sample",
                Map.of(),
                "ddim",
                Map.of(),
                0,
                Map.of(),
                results,
                RunRecord.Environment.current(Device.CPU),
                new RunRecord.Cost(0, 0, 0, null),
                "all steps",
                "all",
                Map.of(),
                List.of());
    }

    private void write(String... names) throws IOException {
        var target = new Target(folder, folder, ResultFolder.RECORD, false, List.of());
        try (Workspace workspace = Workspace.tryOpen(target).orElseThrow()) {
            workspace.finish(ResultFolder.withRecord(partial -> record(names)));
        }
    }

    @Test
    void removesWhatTheFormerResultHadAndTheNewOneHasNot() throws IOException {
        record("old.png", "run.json").write(folder.resolve(ResultFolder.RECORD));
        Files.writeString(folder.resolve("old.png"), "old");
        Files.writeString(folder.resolve("mine.txt"), "mine");

        write("new.png");

        assertThat(folder.resolve("old.png")).doesNotExist();
        assertThat(folder.resolve("mine.txt")).exists();
    }

    @Test
    void leavesAloneWhatARecordNamesOutsideItsFolder() throws IOException {
        Path outside = Files.writeString(parent.resolve("outside.txt"), "outside");
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Path within = Files.writeString(inner.resolve("within.txt"), "within");
        Path same = Files.writeString(folder.resolve("outside.txt"), "same name");
        record(
                        "/",
                        "..",
                        ".",
                        "",
                        "../outside.txt",
                        outside.toString(),
                        "inner",
                        "inner/within.txt",
                        "x/../../outside.txt",
                        "a\0b")
                .write(folder.resolve(ResultFolder.RECORD));

        write("new.png");

        assertThat(List.of(outside, within, same))
                .allSatisfy(file -> assertThat(file).exists());
        assertThat(folder.resolve(ResultFolder.RECORD)).content().contains("new.png");
    }
}
