package dev.limpid.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a zip archive whose entries are stored uncompressed: where each lies in the file. Compressed
 * entries are refused, as PyTorch never writes them; so nothing here can grow beyond the file's own size. Every byte
 * must belong to exactly one entry or to the directory, and both headers of an entry must agree: a file that other
 * programs would read differently is refused.
 *
 * <p>Source: PKWARE, APPNOTE.TXT 6.3, §4.3 (records), §4.5.3 (zip64).
 */
final class StoredZip {
    /** Bytes [offset, offset + length) of the file, and their checksum. */
    record Range(long offset, long length, long crc) {}

    private record Located(ZipRecord record, Range range) {}

    private static final int LOCAL_ENTRY = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final long ABSENT = 0xffffffffL;

    private final ByteSource bytes;
    private final ZipDirectory directory;
    private final Map<String, Range> entries = new LinkedHashMap<>();

    private StoredZip(ByteSource bytes, ZipDirectory directory) {
        this.bytes = bytes;
        this.directory = directory;
    }

    /** The entries by name, in the archive's order. */
    static Map<String, Range> read(ByteSource bytes, ZipDirectory directory) throws IOException {
        var zip = new StoredZip(bytes, directory);
        var records = new ArrayList<Located>();
        var folded = new HashSet<String>();
        for (ZipRecord record : zip.directory.records()) {
            zip.requirePlain(record);
            // PyTorch's own reader does not tell upper case from lower case.
            if (!folded.add(record.name().toLowerCase(Locale.ROOT))) {
                throw zip.refused(entry(record) + " is there twice");
            }
            Range range = zip.locate(record);
            zip.entries.put(record.name(), range);
            records.add(new Located(record, range));
        }
        zip.requireNoHoles(records);
        return zip.entries;
    }

    private void requirePlain(ZipRecord record) throws CheckpointException {
        if (record.isEncrypted()) {
            throw refused(entry(record) + " is encrypted");
        }
        if (!record.hasPlainFlags() || record.disk() != 0) {
            throw refused(entry(record) + " has flags or a disk that torch.save never writes");
        }
        if (record.comment() > 0 || !ZipExtra.isPlain(record.extra(), record)) {
            throw refused(entry(record) + " has a comment or an extra field, which could hide another file");
        }
        if (!record.isStored()) {
            throw refused(entry(record) + " is compressed, which torch.save never does; save it again with it");
        }
        if (record.name().startsWith("/")
                || record.name().matches("(?s).*[\\\\\\x00-\\x1f].*")
                || List.of(record.name().split("/", -1)).contains("..")) {
            throw refused(entry(record) + " has a name that leads out of the archive");
        }
    }

    /** An entry's values begin after its local header, whose own fields tell how long that is. */
    private Range locate(ZipRecord record) throws IOException {
        if (record.header() < 0 || record.header() > directory.begin() - LOCAL_LENGTH) {
            throw outside(record);
        }
        ByteBuffer local = bytes.read(record.header(), LOCAL_LENGTH);
        int nameLength = Short.toUnsignedInt(local.getShort(26));
        int extraLength = Short.toUnsignedInt(local.getShort(28));
        long extra = record.header() + LOCAL_LENGTH + nameLength;
        long begin = extra + extraLength;
        if (local.getInt(0) != LOCAL_ENTRY || record.length() < 0 || record.length() > directory.begin() - begin) {
            throw outside(record);
        }
        ByteBuffer fields = bytes.read(extra, extraLength);
        if (!ZipExtra.isPlain(fields, record)) {
            throw refused(entry(record) + " has an extra field, which could hide another file");
        }
        if (!agrees(record, local, ZipExtra.hasWide(fields)) || !hasName(record, nameLength)) {
            throw refused(entry(record) + " has two headers that differ");
        }
        return new Range(begin, record.length(), record.crc());
    }

    /** Compares the lengths first: many records may point to one long name. */
    private boolean hasName(ZipRecord record, int length) throws IOException {
        byte[] name = record.name().getBytes(StandardCharsets.UTF_8);
        return name.length == length
                && bytes.read(record.header() + LOCAL_LENGTH, length).equals(ByteBuffer.wrap(name));
    }

    /** Lengths and checksum may be left to the descriptor behind the content, or to the zip64 field. */
    private static boolean agrees(ZipRecord record, ByteBuffer local, boolean wide) {
        int flags = Short.toUnsignedInt(local.getShort(6));
        long crc = Integer.toUnsignedLong(local.getInt(14));
        return flags == record.flags()
                && Short.toUnsignedInt(local.getShort(8)) == record.method()
                && (crc == record.crc() || (record.hasDescriptor() && crc == 0))
                && isLength(record, Integer.toUnsignedLong(local.getInt(18)), wide)
                && isLength(record, Integer.toUnsignedLong(local.getInt(22)), wide);
    }

    private static boolean isLength(ZipRecord record, long local, boolean wide) {
        return local == record.length() || (wide && local == ABSENT) || (record.hasDescriptor() && local == 0);
    }

    /** Bytes that belong to no entry could hide another file. */
    private void requireNoHoles(List<Located> records) throws IOException {
        records.sort(Comparator.comparingLong(located -> located.record().header()));
        long end = 0;
        ZipRecord before = null;
        for (Located located : records) {
            ZipRecord record = located.record();
            requireAdjacent(end, record.header(), before, entry(record));
            end = located.range().offset() + located.range().length();
            before = record;
        }
        requireAdjacent(end, directory.begin(), before, "its zip directory");
    }

    private void requireAdjacent(long end, long next, @Nullable ZipRecord before, String what) throws IOException {
        if (next < end) {
            throw refused(what + " overlaps the entry before it");
        }
        if (before == null || !before.hasDescriptor()) {
            if (next != end) {
                throw refused(what + " follows " + (next - end) + " bytes that belong to nothing");
            }
        } else if (!isDescriptor(end, next - end, before)) {
            throw refused(entry(before) + " has a data descriptor that differs from its headers");
        }
    }

    /** Checksum and two lengths of four or eight bytes, with or without a signature before them. */
    private boolean isDescriptor(long begin, long length, ZipRecord record) throws IOException {
        boolean signed = length == 16 || length == 24;
        if (!signed && length != 12 && length != 20) {
            return false;
        }
        ByteBuffer in = bytes.read(begin, (int) length);
        if (signed && in.getInt() != DESCRIPTOR) {
            return false;
        }
        boolean crc = Integer.toUnsignedLong(in.getInt()) == record.crc();
        boolean wide = in.remaining() == 2 * Long.BYTES;
        boolean lengths = true;
        while (in.hasRemaining()) {
            lengths &= (wide ? in.getLong() : Integer.toUnsignedLong(in.getInt())) == record.length();
        }
        return crc && lengths;
    }

    private CheckpointException outside(ZipRecord record) {
        return refused(entry(record) + " does not lie within the file; it is damaged");
    }

    private static String entry(ZipRecord record) {
        return "the zip entry " + PickleReader.printable(record.name());
    }

    private CheckpointException refused(String reason) {
        return new CheckpointException(bytes.name(), reason);
    }
}
