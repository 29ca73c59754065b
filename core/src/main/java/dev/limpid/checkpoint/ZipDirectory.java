package dev.limpid.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The directory at the end of a zip archive.
 *
 * <p>Source: PKWARE, APPNOTE.TXT 6.3, §4.3.14–16.
 *
 * @param begin where it begins in the file
 * @param records what it says about the entries, in its order
 */
record ZipDirectory(long begin, List<ZipRecord> records) {
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int ZIP64_LOCATOR = 0x07064b50;
    private static final int ZIP64_LOCATOR_LENGTH = 20;
    private static final int ZIP64_END = 0x06064b50;
    private static final int ZIP64_END_LENGTH = 56;

    /** Bytes of its signature and its length, which the length does not count. */
    private static final int ZIP64_END_LENGTH_BEFORE = 12;

    private static final int MAX_COMMENT = 0xffff;
    private static final int ABSENT_COUNT = 0xffff;
    private static final long ABSENT = 0xffffffffL;

    /** Some 150 000 entries. */
    private static final long MAX_LENGTH = 16_000_000;

    ZipDirectory {
        records = List.copyOf(records);
    }

    /** @throws CheckpointException if there is none, or it contradicts itself */
    static ZipDirectory find(ByteSource bytes) throws IOException {
        long end = endRecord(bytes);
        ByteBuffer record = bytes.read(end, END_LENGTH);
        requireOneDisk(
                bytes, record.getShort(4) == 0 && record.getShort(6) == 0 && record.getShort(8) == record.getShort(10));
        long entries = Short.toUnsignedLong(record.getShort(10));
        long length = Integer.toUnsignedLong(record.getInt(12));
        long begin = Integer.toUnsignedLong(record.getInt(16));
        long directoryEnd = end;
        long zip64 = zip64End(bytes, end, entries == ABSENT_COUNT || length == ABSENT || begin == ABSENT);
        if (zip64 >= 0) {
            ByteBuffer wide = bytes.read(zip64, ZIP64_END_LENGTH);
            requireOneDisk(bytes, wide.getInt(16) == 0 && wide.getInt(20) == 0 && wide.getLong(24) == wide.getLong(32));
            if (wide.getLong(4) != ZIP64_END_LENGTH - ZIP64_END_LENGTH_BEFORE) {
                throw refused(bytes, "its zip64 directory is damaged");
            }
            requireSame(bytes, entries, ABSENT_COUNT, wide.getLong(32));
            requireSame(bytes, length, ABSENT, wide.getLong(40));
            requireSame(bytes, begin, ABSENT, wide.getLong(48));
            entries = wide.getLong(32);
            length = wide.getLong(40);
            begin = wide.getLong(48);
            directoryEnd = zip64;
        }
        if (length < 0 || length > MAX_LENGTH || begin < 0 || begin != directoryEnd - length) {
            throw refused(
                    bytes,
                    "its zip directory claims " + Long.toUnsignedString(length) + " bytes at "
                            + Long.toUnsignedString(begin) + " of " + bytes.size() + "; the file is damaged");
        }
        return new ZipDirectory(begin, records(bytes, begin, (int) length, entries));
    }

    private static List<ZipRecord> records(ByteSource bytes, long begin, int length, long entries) throws IOException {
        ByteBuffer directory = bytes.read(begin, length);
        var records = new ArrayList<ZipRecord>();
        for (ZipRecord next = ZipRecord.next(directory); next != null; next = ZipRecord.next(directory)) {
            records.add(next);
        }
        if (directory.hasRemaining() || records.size() != entries) {
            throw refused(bytes, "its zip directory is damaged");
        }
        return records;
    }

    /** Position of the end record: the last thing in the file; a comment is refused by name. */
    private static long endRecord(ByteSource bytes) throws IOException {
        int length = (int) Math.min(bytes.size(), END_LENGTH + MAX_COMMENT);
        ByteBuffer tail = bytes.read(bytes.size() - length, length);
        for (int i = length - END_LENGTH; i >= 0; i--) {
            if (tail.getInt(i) == END) {
                if (Short.toUnsignedInt(tail.getShort(i + 20)) != length - END_LENGTH - i) {
                    throw refused(bytes, "bytes stand behind its zip archive, which could be another file");
                }
                if (i != length - END_LENGTH) {
                    throw refused(bytes, "its zip archive has a comment, which could be another file");
                }
                return bytes.size() - length + i;
            }
        }
        throw refused(bytes, "the zip directory at its end is missing; the file is truncated");
    }

    /** Position of the zip64 end record, −1 if there is none and none is needed. */
    private static long zip64End(ByteSource bytes, long end, boolean needed) throws IOException {
        if (end >= ZIP64_LOCATOR_LENGTH + ZIP64_END_LENGTH) {
            ByteBuffer locator = bytes.read(end - ZIP64_LOCATOR_LENGTH, ZIP64_LOCATOR_LENGTH);
            if (locator.getInt(0) == ZIP64_LOCATOR) {
                requireOneDisk(bytes, locator.getInt(4) == 0 && locator.getInt(16) == 1);
                long position = end - ZIP64_LOCATOR_LENGTH - ZIP64_END_LENGTH;
                if (locator.getLong(8) == position && bytes.read(position, 4).getInt() == ZIP64_END) {
                    return position;
                }
                throw refused(bytes, "its zip64 directory is damaged");
            }
        }
        if (needed) {
            throw refused(bytes, "its zip64 directory is damaged");
        }
        return -1;
    }

    /** Programs that take no notice of the disks would read another archive than those that do. */
    private static void requireOneDisk(ByteSource bytes, boolean one) throws CheckpointException {
        if (!one) {
            throw refused(bytes, "its zip directory speaks of other disks, or of entries on them");
        }
    }

    /** Two sizes for one thing would be read differently by different programs. */
    private static void requireSame(ByteSource bytes, long narrow, long absent, long wide) throws CheckpointException {
        if (narrow != absent && narrow != wide) {
            throw refused(bytes, "its zip directory is described in two ways");
        }
    }

    private static CheckpointException refused(ByteSource bytes, String reason) {
        return new CheckpointException(bytes.name(), reason);
    }
}
