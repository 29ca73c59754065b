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
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives with one number changed. Positions are those of APPNOTE.TXT, §4.3. */
class StoredZipTest {
    private static final int LOCAL = 0x04034b50;
    private static final int DIRECTORY = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int ZIP64_END = 0x06064b50;
    private static final int ZIP64_LOCATOR = 0x07064b50;

    private static final String DISKS = "its zip directory speaks of other disks, or of entries on them";

    @TempDir
    Path folder;

    private ByteBuffer archive(boolean zip64) throws IOException {
        Path file = folder.resolve("a.zip");
        try (var zip = zip64 ? new TorchFile(file).zip64() : new TorchFile(file)) {
            zip.add("a/data.pkl", protocol2().op('}').stop()).add("a/data/0", new byte[8]);
        }
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Map<String, StoredZip.Range> read(ByteBuffer archive) throws IOException {
        var bytes = new ByteSource.OfMemory("a.zip", archive);
        return StoredZip.read(bytes, ZipDirectory.find(bytes));
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
                arguments("this disk", false, END, 4, 1, DISKS),
                arguments("the directory's disk", false, END, 6, 1, DISKS),
                arguments("fewer entries on this disk", false, END, 8, 1, DISKS),
                arguments("this wide disk", true, ZIP64_END, 16, 1, DISKS),
                arguments("the directory's wide disk", true, ZIP64_END, 20, 1, DISKS),
                arguments("fewer entries on this wide disk", true, ZIP64_END, 24, 1, DISKS),
                arguments("the wide record's disk", true, ZIP64_LOCATOR, 4, 1, DISKS),
                arguments("several disks", true, ZIP64_LOCATOR, 16, 2, DISKS),
                arguments("a longer wide record", true, ZIP64_END, 4, 45, "its zip64 directory is damaged"),
                arguments(
                        "an entry on another disk",
                        false,
                        DIRECTORY,
                        34,
                        1,
                        "the zip entry a/data/0 has flags or a disk that torch.save never writes"),
                arguments("two directories", true, END, 16, 3, "its zip directory is described in two ways"),
                arguments("a huge directory", true, ZIP64_END, 44, 1, "its zip directory claims"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void refusesArchivesThatContradictThemselves(
            String name, boolean zip64, int signature, int position, int value, String reason) throws Exception {
        ByteBuffer archive = archive(zip64);
        int at = last(archive, signature) + position;
        boolean narrow = position < 12 || (signature == DIRECTORY && position == 34);
        if ((signature == DIRECTORY || signature == LOCAL || signature == END) && narrow && position > 0) {
            archive.putShort(at, (short) value);
            if (signature == END && position == 10) {
                archive.putShort(at - 2, (short) value); // those on this disk
            }
        } else {
            archive.putInt(at, value);
        }

        assertThatExceptionOfType(CheckpointException.class)
                .as(name)
                .isThrownBy(() -> read(archive))
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
                .isThrownBy(() -> read(archive.rewind()))
                .withMessage(message);
    }

    @Test
    void readsWideLengthsAndPadding() throws Exception {
        for (ByteBuffer archive : List.of(
                extra(1, 8, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0), extra(0x4246, 'Z', 'Z'), extra(0x4246))) {
            assertThat(read(archive)).containsKey("a/data/0");
        }
    }

    /** Bit 3: a descriptor follows; bit 11: the name is UTF-8. Both headers have them. */
    @ParameterizedTest
    @ValueSource(ints = {0x2, 0x4, 0x20, 0x40, 0x80, 0x1000, 0x2000, 0x8000})
    void refusesFlagsOfWhatNoReaderHereDoes(int flags) throws Exception {
        Path file = folder.resolve("flags.zip");
        try (var zip = new TorchFile(file).flags(flags)) {
            zip.add("a/data.pkl", new byte[1]);
        }

        refuses(
                ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN),
                "a.zip: the zip entry a/data.pkl has flags or a disk that torch.save never writes");
    }

    /** Without the flag the name would be read in the machine's code page. */
    @Test
    void refusesNamesThatAreReadInTwoWays() throws Exception {
        for (int flags : new int[] {0, 0x800}) {
            Path file = folder.resolve("names.zip");
            try (var zip = new TorchFile(file).flags(flags)) {
                zip.add("\u00e4/data.pkl", new byte[1]);
            }
            ByteBuffer archive = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);

            if (flags == 0) {
                refuses(archive, "a.zip: the zip entry ?/data.pkl has flags or a disk that torch.save never writes");
            } else {
                assertThat(read(archive)).containsOnlyKeys("\u00e4/data.pkl");
            }
        }
    }

    /** APPNOTE.TXT, §4.3.9: checksum and two lengths of four or eight bytes, behind a signature or not. */
    @ParameterizedTest
    @ValueSource(ints = {12, 16, 20, 24})
    void holdsADescriptorAgainstTheHeaders(int length) throws Exception {
        var content = new byte[] {1, 2, 3};
        var crc = new CRC32();
        crc.update(content);
        ByteBuffer footer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        boolean wide = length >= 20;
        if (length % 8 == 0) {
            footer.putInt(0x08074b50);
        }
        footer.putInt((int) crc.getValue());
        for (int i = 0; i < 2; i++) {
            if (wide) {
                footer.putLong(3);
            } else {
                footer.putInt(3);
            }
        }
        Path file = folder.resolve("descriptor.zip");
        try (var zip = new TorchFile(file).flags(8).footer(footer.array())) {
            zip.add("a/data.pkl", content).add("a/data/0", content);
        }
        byte[] whole = Files.readAllBytes(file);

        assertThat(read(ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN))).hasSize(2);
        int begin = 30 + "a/data.pkl".length() + 3;
        for (int at = 0; at < length; at++) {
            byte[] changed = whole.clone();
            changed[begin + at] ^= 4;
            refuses(
                    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN),
                    "a.zip: the zip entry a/data.pkl has a data descriptor that differs from its headers");
        }
    }

    @Test
    void refusesLengthsThatStandNowhere() throws Exception {
        ByteBuffer archive = archive(false);
        int local = last(archive, LOCAL);
        archive.putInt(local + 18, -1).putInt(local + 22, -1);

        refuses(archive, "a.zip: the zip entry a/data/0 has two headers that differ");
        refuses(
                extra(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                "a.zip: the zip entry a/data/0 has an extra field, which could hide another file");
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
                .isThrownBy(() -> read(archive))
                .withMessage("a.zip: the zip entry a/data/1 overlaps the entry before it");
    }

    @Test
    void readsBothKindsOfDirectory() throws Exception {
        for (boolean zip64 : new boolean[] {false, true}) {
            assertThat(read(archive(zip64))).containsOnlyKeys("a/data.pkl", "a/data/0");
        }
    }
}
