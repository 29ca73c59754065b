package dev.limpid.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The directory of a zip archive whose entries are stored uncompressed: where each lies in the file. Compressed
 * entries are refused, as PyTorch never writes them; so nothing here can grow beyond the file's own size.
 *
 * <p>Source: PKWARE, APPNOTE.TXT 6.3, §4.3 (records), §4.5.3 (zip64).
 */
final class StoredZip {
    /** Bytes [offset, offset + length) of the file. */
    record Range(long offset, long length) {}

    private static final int LOCAL_ENTRY = 0x04034b50;
    private static final int DIRECTORY_ENTRY = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int ZIP64_LOCATOR = 0x07064b50;
    private static final int ZIP64_LOCATOR_LENGTH = 20;
    private static final int ZIP64_END = 0x06064b50;
    private static final int MAX_COMMENT = 0xffff;
    private static final long MAX_DIRECTORY = 100_000_000;
    private static final long ABSENT = 0xffffffffL;

    private final ByteSource bytes;
    private final Map<String, Range> entries = new LinkedHashMap<>();
    private long directoryBegin;

    private StoredZip(ByteSource bytes) {
        this.bytes = bytes;
    }

    /** The entries by name, in the archive's order. */
    static Map<String, Range> read(ByteSource bytes) throws IOException {
        var zip = new StoredZip(bytes);
        ByteBuffer directory = zip.directory();
        while (directory.remaining() >= 46 && directory.getInt(directory.position()) == DIRECTORY_ENTRY) {
            zip.add(directory);
        }
        if (directory.hasRemaining()) {
            throw zip.refused("its zip directory is damaged");
        }
        return zip.entries;
    }

    private ByteBuffer directory() throws IOException {
        long end = endRecord();
        ByteBuffer record = bytes.read(end, END_LENGTH);
        long length = unsigned(record.getInt(12));
        directoryBegin = unsigned(record.getInt(16));
        if (directoryBegin == ABSENT || length == ABSENT) {
            ByteBuffer zip64 = zip64End(end);
            length = zip64.getLong(40);
            directoryBegin = zip64.getLong(48);
        }
        if (length < 0 || length > MAX_DIRECTORY || directoryBegin < 0 || directoryBegin > end - length) {
            throw refused("its zip directory claims " + length + " bytes at " + directoryBegin + " of " + bytes.size()
                    + "; the file is damaged");
        }
        return bytes.read(directoryBegin, (int) length);
    }

    /** Position of the end record: the last thing in the file but for a comment. */
    private long endRecord() throws IOException {
        int length = (int) Math.min(bytes.size(), END_LENGTH + MAX_COMMENT);
        ByteBuffer tail = bytes.read(bytes.size() - length, length);
        for (int i = length - END_LENGTH; i >= 0; i--) {
            int comment = length - END_LENGTH - i;
            if (tail.getInt(i) == END && Short.toUnsignedInt(tail.getShort(i + 20)) == comment) {
                return bytes.size() - length + i;
            }
        }
        throw refused("the zip directory at its end is missing; the file is truncated");
    }

    private ByteBuffer zip64End(long end) throws IOException {
        if (end >= ZIP64_LOCATOR_LENGTH) {
            ByteBuffer locator = bytes.read(end - ZIP64_LOCATOR_LENGTH, ZIP64_LOCATOR_LENGTH);
            long position = locator.getLong(8);
            if (locator.getInt(0) == ZIP64_LOCATOR && position >= 0 && position <= end - 56) {
                ByteBuffer record = bytes.read(position, 56);
                if (record.getInt(0) == ZIP64_END) {
                    return record;
                }
            }
        }
        throw refused("its zip64 directory is damaged");
    }

    private void add(ByteBuffer directory) throws IOException {
        int at = directory.position();
        int nameLength = Short.toUnsignedInt(directory.getShort(at + 28));
        int extraLength = Short.toUnsignedInt(directory.getShort(at + 30));
        int commentLength = Short.toUnsignedInt(directory.getShort(at + 32));
        int next = at + 46 + nameLength + extraLength + commentLength;
        if (next > directory.limit()) {
            throw refused("its zip directory is damaged");
        }
        var name = new byte[nameLength];
        directory.get(at + 46, name);
        ByteBuffer extra = directory.slice(at + 46 + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN);
        var sizes = new Sizes(directory, at, extra);
        String text = new String(name, StandardCharsets.UTF_8);
        requireStored(text, directory.getShort(at + 8), directory.getShort(at + 10), sizes);
        if (entries.put(text, locate(text, sizes)) != null) {
            throw refused("the zip entry " + text + " is there twice");
        }
        directory.position(next);
    }

    private void requireStored(String name, short flags, short method, Sizes sizes) throws CheckpointException {
        if ((flags & 1) != 0) {
            throw refused("the zip entry " + name + " is encrypted");
        }
        if (method != 0 || sizes.compressed != sizes.length) {
            throw refused(
                    "the zip entry " + name + " is compressed, which torch.save never does; save it again with it");
        }
    }

    /** An entry's values begin after its local header, whose own fields tell how long that is. */
    private Range locate(String name, Sizes sizes) throws IOException {
        if (sizes.offset >= 0 && sizes.offset <= directoryBegin - 30) {
            ByteBuffer local = bytes.read(sizes.offset, 30);
            long begin = sizes.offset
                    + 30
                    + Short.toUnsignedInt(local.getShort(26))
                    + Short.toUnsignedInt(local.getShort(28));
            if (local.getInt(0) == LOCAL_ENTRY && sizes.length >= 0 && sizes.length <= directoryBegin - begin) {
                return new Range(begin, sizes.length);
            }
        }
        throw refused("the zip entry " + name + " does not lie within the file; it is damaged");
    }

    /**
     * Length and position of an entry, from its directory record or, where they do not fit there, from the zip64
     * field.
     */
    private static final class Sizes {
        private static final int ZIP64_FIELD = 1;

        long length;
        long compressed;
        long offset;

        Sizes(ByteBuffer directory, int at, ByteBuffer extra) {
            compressed = unsigned(directory.getInt(at + 20));
            length = unsigned(directory.getInt(at + 24));
            offset = unsigned(directory.getInt(at + 42));
            while (extra.remaining() >= 4) {
                int id = Short.toUnsignedInt(extra.getShort());
                int size = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
                if (id == ZIP64_FIELD) {
                    ByteBuffer field = extra.slice(extra.position(), size).order(ByteOrder.LITTLE_ENDIAN);
                    length = widened(length, field);
                    compressed = widened(compressed, field);
                    offset = widened(offset, field);
                }
                extra.position(extra.position() + size);
            }
        }

        private static long widened(long value, ByteBuffer field) {
            return value == ABSENT && field.remaining() >= 8 ? field.getLong() : value;
        }
    }

    private static long unsigned(int value) {
        return Integer.toUnsignedLong(value);
    }

    private CheckpointException refused(String reason) {
        return new CheckpointException(bytes.name(), reason);
    }
}
