package dev.limpid.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where the user's files are, whether or not the system lists the user. */
@DisabledOnOs(OS.WINDOWS) // which lists everybody
class LibTorchTest {
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    @TempDir
    private Path folder;

    @Test
    void theHomeThatJavaKnowsIsTheUsers() {
        assertThat(LibTorch.home("/home/a", Map.of("HOME", "/home/b"))).isEqualTo(Path.of("/home/a"));
    }

    @Test
    void withoutOneItIsThatOfTheEnvironment() {
        assertThat(LibTorch.home("?", Map.of("HOME", "/home/b"))).isEqualTo(Path.of("/home/b"));
        assertThat(LibTorch.home("/", Map.of("HOME", "/home/b"))).isEqualTo(Path.of("/home/b"));
        assertThat(LibTorch.home("?", Map.of("HOME", "b"))).isEqualTo(TEMPORARY);
        assertThat(LibTorch.home("?", Map.of("HOME", "/"))).isEqualTo(TEMPORARY);
        assertThat(LibTorch.home("?", Map.of())).isEqualTo(TEMPORARY);
    }

    @Test
    void aUserWhomTheSystemDoesNotListUnpacksBelowHome() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path current = Files.createDirectory(folder.resolve("current"));

        assertThat(unpackedBy(home, current))
                .startsWith(home.resolve(".javacpp/cache").toString());
        assertThat(entries(current)).isZero();
    }

    @Test
    void aHomeThatCannotBeWrittenIsNotUsed() throws Exception {
        Path current = Files.createDirectory(folder.resolve("current"));

        assertThat(unpackedBy(folder.resolve("absent"), current))
                .startsWith(folder.resolve(".javacpp/cache").toString());
        assertThat(entries(current)).isZero();
    }

    /** The folder that a process without an entry in the list of users unpacks into; its temporary files lie in ours. */
    private String unpackedBy(Path home, Path current) throws Exception {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.home=?",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Unpacking.class.getName())
                .directory(current.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HOME", home.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }

    private static long entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    /** Says where natives would be unpacked. */
    static final class Unpacking {
        private Unpacking() {}

        public static void main(String[] args) throws IOException {
            Native.configure();
            System.out.println(Loader.getCacheDir());
        }
    }
}
