package dev.limpid.checkpoint;

import static dev.limpid.checkpoint.PickleProgram.protocol2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointsTest {
    @TempDir
    Path folder;

    @Test
    void tellsTheFormatByTheContent() throws Exception {
        Path safetensors = folder.resolve("a.pt");
        try (var scope = Scope.open()) {
            Safetensors.write(safetensors, Map.of("w", Tensor.zeros(1)), Map.of());
        }
        byte[] pickle = protocol2().op('}').text("w").vector("0", 1).op('s').stop();
        Path zip = TorchFile.write(folder.resolve("a.safetensors"), pickle, new byte[4]);

        try (var a = Checkpoints.open(safetensors);
                var b = Checkpoints.open(zip)) {
            assertThat(a).isInstanceOf(Safetensors.class);
            assertThat(b).isInstanceOf(TorchPickle.class);
            assertThat(a.entries()).isEqualTo(b.entries());
        }
    }

    static Stream<Arguments> others() {
        return Stream.of(
                arguments("", "is empty"),
                arguments("80028a0a6cfc9c46f9206aa850192e80", "its pickle ends early; the file is truncated"),
                arguments("80027d71002e", "is a bare pickle, which is code"),
                arguments(hex("<!DOCTYPE html><html>"), "is a web page, not a checkpoint"),
                arguments("89504e470d0a1a0a0000000d49484452", "it begins with 89 50 4e 47 0d 0a 1a 0a"),
                arguments("00", "it begins with 00"),
                arguments(hex("PK"), "the file is truncated"),
                arguments("ff000000000000007b7d", "truncated or no safetensors file"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void saysWhatElseAFileIs(String content, String reason) throws Exception {
        Path file = Files.write(folder.resolve("prior.pt"), HexFormat.of().parseHex(content));

        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Checkpoints.open(file))
                .withMessageStartingWith(file + ": ")
                .withMessageContaining(reason);
    }

    @Test
    void saysThatAFileIsMissingOrAFolder() {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Checkpoints.open(folder.resolve("none.pt")))
                .withMessageEndingWith("none.pt: there is no such file");
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Checkpoints.open(folder))
                .withMessageEndingWith("is a folder, not a file");
        assumeThat(Path.of("/dev/zero")).exists();
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Checkpoints.open(Path.of("/dev/zero")))
                .withMessage("/dev/zero: is a pipe or a device, not a file");
    }

    /** Files that may not be read: the administrator may read all but the kernel's that are for writing only. */
    @Test
    void saysThatAFileMayNotBeRead() throws Exception {
        Path own = Files.createFile(folder.resolve("own.pt"));
        assertThat(own.toFile().setReadable(false)).isTrue();
        Optional<Path> unreadable = Stream.of(
                        own, Path.of("/sys/bus/cpu/drivers_probe"), Path.of("/sys/bus/platform/drivers_probe"))
                .filter(file -> Files.isRegularFile(file) && !opens(file))
                .findFirst();
        assumeThat(unreadable).as("a file that may not be read").isPresent();
        Path file = unreadable.get();

        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Checkpoints.open(file))
                .withMessage(file + ": may not be read: permission denied");
    }

    private static boolean opens(Path file) {
        try (var in = Files.newInputStream(file)) {
            return in != null;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void saysThatAFileBecameShorterWhileItWasRead() throws Exception {
        Path file = folder.resolve("w.safetensors");
        try (var scope = Scope.open()) {
            Safetensors.write(file, Map.of("w", Tensor.zeros(64)), Map.of());
            try (var checkpoint = Checkpoints.open(file)) {
                long shorter = Files.size(file) - 8;
                try (var out = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    out.truncate(shorter);
                }
                assertThatExceptionOfType(CheckpointException.class)
                        .isThrownBy(() -> checkpoint.tensor("w"))
                        .withMessage(file + ": ends early, at byte " + shorter + "; the file is truncated");
            }
        }
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> new ByteSource.OfMemory("m", ByteBuffer.allocate(8)).read(4, 5))
                .withMessage("m: ends early; the file is truncated");
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> ByteSource.resource("none.safetensors"))
                .withMessage("none.safetensors: is missing from this build of Limpid");
    }

    @Test
    void hashesTheWholeFile() throws Exception {
        Path file = folder.resolve("empty.safetensors");
        Files.write(file, HexFormat.of().parseHex("02000000000000007b7d"));

        try (var checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.sha256())
                    .isEqualTo("411a485216e432ece6b9af94fa32154cf79a2a56d4f81266baa50063f45092bd");
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
