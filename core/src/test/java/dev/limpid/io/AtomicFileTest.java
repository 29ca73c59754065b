package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    private static final byte[] NEW = {1, 2, 3};

    @TempDir
    Path folder;

    @Test
    void replacesAFormerFileAndLeavesNothingBeside() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "old and longer");

        AtomicFile.write(file, NEW);

        assertThat(file).hasBinaryContent(NEW);
        assertThat(folder.toFile().list()).containsExactly("a.json");
    }

    @Test
    void writesInAThreadThatWasInterrupted() throws IOException {
        Path file = folder.resolve("a.json");

        Thread.currentThread().interrupt();
        try {
            AtomicFile.write(file, NEW);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(file).hasBinaryContent(NEW);
    }

    @Test
    void namesTheFileAndTheReasonWhereItCannotWrite() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        refuses(taken, "it is a folder");
        refuses(folder.resolve("none/a.json"), "no such file or folder");
        refuses(Files.createFile(folder.resolve("file")).resolve("a.json"), "Not a directory");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("taken", "file");
    }

    @Test
    void saysThatAFolderMayNotBeWrittenTo() {
        // Even the administrator cannot make files here.
        Path sys = Path.of("/sys");
        assumeThat(sys).as("Linux").isDirectory();
        refuses(sys.resolve("a.json"), "permission denied");
    }

    private static void refuses(Path file, String reason) {
        assertThatIOException()
                .isThrownBy(() -> AtomicFile.write(file, NEW))
                .withMessage("cannot write " + file + ": " + reason);
    }
}
