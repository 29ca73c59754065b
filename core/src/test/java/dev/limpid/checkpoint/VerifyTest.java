package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code limpid checkpoint verify} answers rightly about every file of the folders {@code benign} and {@code torch}, and of
 * {@code hostile}. A file that is put into one of them is tested.
 */
class VerifyTest {
    @TempDir
    Path folder;

    private static List<Path> files(String name) {
        try (Stream<Path> all =
                Files.list(Path.of(VerifyTest.class.getResource(name).toURI()))) {
            return all.filter(file -> !file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(name, e);
        }
    }

    static Stream<Path> benign() {
        return Stream.of("benign", "torch").flatMap(name -> files(name).stream());
    }

    static List<Path> hostile() {
        return files("hostile");
    }

    @Test
    void hasFilesOfBothKinds() {
        assertThat(benign()).hasSizeGreaterThan(45);
        assertThat(hostile()).hasSizeGreaterThan(110);
    }

    @ParameterizedTest
    @MethodSource("benign")
    void acceptsWhatIsSafeAndReadsAllOfIt(Path file) throws Exception {
        try (var scope = Scope.open();
                var read = Checkpoints.open(file)) {
            read.verify();
            for (String name : read.entries().keySet()) {
                assertThat(read.tensor(name).shape())
                        .isEqualTo(read.entries().get(name).sizes());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesWhatIsNotInOneLine(Path file) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> verify(file))
                .withMessageStartingWith(file + ": ")
                .withMessageMatching("\\P{Cc}*");
    }

    private static void verify(Path file) throws IOException {
        try (var read = Checkpoints.open(file)) {
            read.verify();
        }
    }

    static Stream<Arguments> hostilePickles() {
        return PickleReaderTest.hostile();
    }

    /** The reader's own hostile pickles, in an archive. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("hostilePickles")
    void refusesHostilePicklesInArchives(String name, PickleProgram program) throws Exception {
        Path file = TorchFile.write(folder.resolve("a.pt"), program.stop(), new byte[4]);

        assertThatExceptionOfType(CheckpointException.class)
                .as(name)
                .isThrownBy(() -> verify(file))
                .withMessageStartingWith(file + ": ");
    }
}
