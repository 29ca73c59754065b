package dev.limpid.checkpoint;

import static dev.limpid.checkpoint.PickleProgram.protocol2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives with one number changed. Positions are those of APPNOTE.TXT, §4.3. */
class StoredZipTest {
    private static final int LOCAL = 0x04034b50;
    private static final int DIRECTORY = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int ZIP64_END = 0x06064b50;
    private static final int ZIP64_LOCATOR = 0x07064b50;

    @TempDir
    Path folder;

    private ByteBuffer archive(boolean zip64) throws IOException {
        Path file = folder.resolve("a.zip");
        try (var zip = zip64 ? new TorchFile(file).zip64() : new TorchFile(file)) {
            zip.add("a/data.pkl", protocol2().op('}').stop()).add("a/data/0", new byte[8]);
        }
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int last(ByteBuffer archive, int signature) {
        int at = archive.limit() - 4;
        while (archive.getInt(at) != signature) {
            at--;
        }
        return at;
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                arguments("encrypted", false, DIRECTORY, 8, 1, "the zip entry a/data/0 is encrypted"),
                arguments("compressed", false, DIRECTORY, 10, 8, "the zip entry a/data/0 is compressed"),
                arguments("another length", false, DIRECTORY, 24, 9, "the zip entry a/data/0 is compressed"),
                arguments(
                        "another place",
                        false,
                        DIRECTORY,
                        42,
                        1,
                        "the zip entry a/data/0 does not lie within the file"),
                arguments("a place beyond", false, DIRECTORY, 42, 1 << 30, "does not lie within the file"),
                arguments("the place of another", false, DIRECTORY, 42, 0, "the zip entry a/data/0 has two headers"),
                arguments("other flags", false, LOCAL, 6, 1, "the zip entry a/data/0 has two headers that differ"),
                arguments("another method", false, LOCAL, 8, 8, "the zip entry a/data/0 has two headers that differ"),
                arguments(
                        "another checksum", false, LOCAL, 14, 7, "the zip entry a/data/0 has two headers that differ"),
                arguments(
                        "another local length",
                        false,
                        LOCAL,
                        22,
                        7,
                        "the zip entry a/data/0 has two headers that differ"),
                arguments("a record too few", false, END, 10, 1, "its zip directory is damaged"),
                arguments("a record too many", false, END, 10, 3, "its zip directory is damaged"),
                arguments("another signature", false, DIRECTORY, 0, 7, "its zip directory is damaged"),
                arguments("another directory", false, END, 16, 5, "its zip directory claims"),
                arguments("no wide record", false, END, 16, -1, "its zip64 directory is damaged"),
                arguments("a wide record elsewhere", true, ZIP64_LOCATOR, 8, 3, "its zip64 directory is damaged"),
                arguments("no wide signature", true, ZIP64_END, 0, 3, "its zip64 directory is damaged"),
                arguments("two directories", true, END, 16, 3, "its zip directory is described in two ways"),
                arguments("a huge directory", true, ZIP64_END, 44, 1, "its zip directory claims"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void refusesArchivesThatContradictThemselves(
            String name, boolean zip64, int signature, int position, int value, String reason) throws Exception {
        ByteBuffer archive = archive(zip64);
        int at = last(archive, signature) + position;
        if ((signature == DIRECTORY || signature == LOCAL || signature == END) && position < 12 && position > 0) {
            archive.putShort(at, (short) value);
        } else {
            archive.putInt(at, value);
        }

        assertThatExceptionOfType(CheckpointException.class)
                .as(name)
                .isThrownBy(() -> StoredZip.read(new ByteSource.OfMemory("a.zip", archive)))
                .withMessageStartingWith("a.zip: ")
                .withMessageContaining(reason);
    }

    /** Bytes that other readers skip could be read as another file. */
    @Test
    void refusesFieldsThatCouldCarryAnythingElse() throws Exception {
        refuses(
                extra(0x4242, new byte[9]),
                "a.zip: the zip entry a/data/0 has an extra field, which could hide another file");
        refuses(
                extra(0x4246, new byte[9]),
                "a.zip: the zip entry a/data/0 has an extra field, which could hide another file");
        refuses(
                extra(1, new byte[32]),
                "a.zip: the zip entry a/data/0 has an extra field, which could hide another file");
        refuses(
                extra(1, 7, 0, 0, 0, 0, 0, 0, 0),
                "a.zip: the zip entry a/data/0 has an extra field, which could hide another file");
        ByteBuffer archive = archive(false);
        int end = last(archive, END);
        int entry = last(archive, DIRECTORY);
        ByteBuffer commented = ByteBuffer.allocate(archive.limit() + 2).order(ByteOrder.LITTLE_ENDIAN);
        commented.put(archive.slice(0, end)).put(new byte[2]).put(archive.slice(end, archive.limit() - end));
        commented.putInt(end + 2 + 12, archive.getInt(end + 12) + 2).putShort(entry + 32, (short) 2);
        refuses(
                commented,
                "a.zip: the zip entry a/data/0 has a comment or an extra field, which could hide another file");
    }

    private ByteBuffer extra(int id, int... content) throws IOException {
        byte[] bytes = new byte[content.length];
        for (int i = 0; i < content.length; i++) {
            bytes[i] = (byte) content[i];
        }
        return extra(id, bytes);
    }

    private ByteBuffer extra(int id, byte[] content) throws IOException {
        Path file = folder.resolve("extra.zip");
        try (var zip = new TorchFile(file)) {
            zip.add("a/data.pkl", new byte[1]).extra(id, content).add("a/data/0", new byte[8]);
        }
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void refuses(ByteBuffer archive, String message) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> StoredZip.read(new ByteSource.OfMemory("a.zip", archive.rewind())))
                .withMessage(message);
    }

    @Test
    void readsWideLengthsAndPadding() throws Exception {
        for (ByteBuffer archive : List.of(
                extra(1, 8, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0), extra(0x4246, 'Z', 'Z'), extra(0x4246))) {
            assertThat(StoredZip.read(new ByteSource.OfMemory("a.zip", archive)))
                    .containsKey("a/data/0");
        }
    }

    @Test
    void refusesEntriesThatOverlap() throws Exception {
        Path file = folder.resolve("overlap.zip");
        byte[] inner = new byte[45];
        ByteBuffer.wrap(inner)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(LOCAL)
                .position(26)
                .putShort((short) 8)
                .position(30)
                .put("a/data/1".getBytes(StandardCharsets.US_ASCII));
        try (var zip = new TorchFile(file)) {
            zip.add("a/data/0", inner).add("a/data/1");
        }
        ByteBuffer archive = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        // The second entry's header is the one inside the first entry's content.
        archive.putInt(last(archive, DIRECTORY) + 42, 38);

        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> StoredZip.read(new ByteSource.OfMemory("a.zip", archive)))
                .withMessage("a.zip: the zip entry a/data/1 overlaps the entry before it");
    }

    @Test
    void readsBothKindsOfDirectory() throws Exception {
        for (boolean zip64 : new boolean[] {false, true}) {
            assertThat(StoredZip.read(new ByteSource.OfMemory("a.zip", archive(zip64))))
                    .containsOnlyKeys("a/data.pkl", "a/data/0");
        }
    }
}
