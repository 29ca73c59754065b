package dev.limpid.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One entry, as the directory of a zip archive has it.
 *
 * <p>Source: PKWARE, APPNOTE.TXT 6.3, §4.3.12 (directory record), §4.5.3 (zip64).
 *
 * @param header where its local header begins
 * @param length of its content, unpacked
 * @param compressed length of its content in the file
 * @param extra the directory's extra field
 * @param comment length of its comment
 * @param disk that it begins on
 */
record ZipRecord(
        String name,
        int flags,
        int method,
        long crc,
        long header,
        long length,
        long compressed,
        ByteBuffer extra,
        int comment,
        int disk) {
    static final int DIRECTORY_ENTRY = 0x02014b50;
    static final int DIRECTORY_LENGTH = 46;

    private static final int ENCRYPTED = 1;
    private static final int DESCRIPTOR = 1 << 3;

    /** That the name is UTF-8. */
    private static final int UTF_8 = 1 << 11;

    private static final long ABSENT = 0xffffffffL;

    /** Reads the record at the buffer's position, which ends behind it; null if it is none. */
    static @Nullable ZipRecord next(ByteBuffer directory) {
        int at = directory.position();
        if (directory.remaining() < DIRECTORY_LENGTH || directory.getInt(at) != DIRECTORY_ENTRY) {
            return null;
        }
        int nameLength = Short.toUnsignedInt(directory.getShort(at + 28));
        int extraLength = Short.toUnsignedInt(directory.getShort(at + 30));
        int commentLength = Short.toUnsignedInt(directory.getShort(at + 32));
        int length = DIRECTORY_LENGTH + nameLength + extraLength + commentLength;
        if (length > directory.remaining()) {
            return null;
        }
        var name = new byte[nameLength];
        directory.get(at + DIRECTORY_LENGTH, name);
        ByteBuffer extra = directory.slice(at + DIRECTORY_LENGTH + nameLength, extraLength);
        ByteBuffer zip64 = zip64Field(extra.duplicate());
        directory.position(at + length);
        // In the order of the zip64 field, which holds only what does not fit into the record.
        long unpacked = widened(directory.getInt(at + 24), zip64);
        long compressed = widened(directory.getInt(at + 20), zip64);
        long header = widened(directory.getInt(at + 42), zip64);
        return new ZipRecord(
                new String(name, StandardCharsets.UTF_8),
                Short.toUnsignedInt(directory.getShort(at + 8)),
                Short.toUnsignedInt(directory.getShort(at + 10)),
                Integer.toUnsignedLong(directory.getInt(at + 16)),
                header,
                unpacked,
                compressed,
                extra,
                commentLength,
                Short.toUnsignedInt(directory.getShort(at + 34)));
    }

    private static ByteBuffer zip64Field(ByteBuffer extra) {
        extra.order(ByteOrder.LITTLE_ENDIAN);
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int size = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
            if (id == ZipExtra.ZIP64) {
                return extra.slice(extra.position(), size).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + size);
        }
        return ByteBuffer.allocate(0);
    }

    private static long widened(int value, ByteBuffer field) {
        long unsigned = Integer.toUnsignedLong(value);
        return unsigned == ABSENT && field.remaining() >= 8 ? field.getLong() : unsigned;
    }

    boolean isEncrypted() {
        return (flags & ENCRYPTED) != 0;
    }

    /** Whether its flags say nothing but where its lengths stand and how its name is written, and the name is written so. */
    boolean hasPlainFlags() {
        boolean ascii = name.chars().allMatch(c -> c < 0x80);
        return (flags & ~(DESCRIPTOR | UTF_8)) == 0 && (ascii || (flags & UTF_8) != 0);
    }

    boolean isStored() {
        return method == 0 && compressed == length;
    }

    /** Whether its checksum and lengths stand behind its content, as PyTorch writes them. */
    boolean hasDescriptor() {
        return (flags & DESCRIPTOR) != 0;
    }
}
