package dev.limpid.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The extra field of a zip header. Readers skip what they do not know there, so that anything could be carried in it;
 * here it may hold nothing but wide lengths and PyTorch's padding.
 *
 * <p>Source: PKWARE, APPNOTE.TXT 6.3, §4.5 (extra fields), §4.5.3 (zip64); PyTorch,
 * caffe2/serialize/inline_container.cc, {@code getPadding}.
 */
final class ZipExtra {
    static final int ZIP64 = 1;

    /** "FB", and as many Z as bring the content to a multiple of 64 bytes. */
    private static final int PADDING = 0x4246;

    private ZipExtra() {}

    /** Whether the field of a header of that entry says nothing that the directory does not. */
    static boolean isPlain(ByteBuffer extra, ZipRecord record) {
        ByteBuffer in = extra.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            if (in.remaining() < 4) {
                return false;
            }
            int id = Short.toUnsignedInt(in.getShort());
            int size = Short.toUnsignedInt(in.getShort());
            if (size > in.remaining()) {
                return false;
            }
            ByteBuffer content = in.slice(in.position(), size).order(ByteOrder.LITTLE_ENDIAN);
            in.position(in.position() + size);
            boolean known = id == ZIP64 ? isWide(content, record) : id == PADDING && isPadding(content);
            if (!known) {
                return false;
            }
        }
        return true;
    }

    /** Whether lengths stand in a field that {@link #isPlain}. */
    static boolean hasWide(ByteBuffer extra) {
        ByteBuffer in = extra.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int id = Short.toUnsignedInt(in.getShort());
            int size = Short.toUnsignedInt(in.getShort());
            if (id == ZIP64) {
                return size >= Long.BYTES;
            }
            in.position(in.position() + size);
        }
        return false;
    }

    /** Two lengths and a position at most; zero where a descriptor has them. */
    private static boolean isWide(ByteBuffer content, ZipRecord record) {
        if (content.remaining() > 3 * Long.BYTES || content.remaining() % Long.BYTES != 0) {
            return false;
        }
        while (content.hasRemaining()) {
            long value = content.getLong();
            boolean later = value == 0 && record.hasDescriptor();
            if (!later && value != record.length() && value != record.header()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPadding(ByteBuffer content) {
        while (content.hasRemaining()) {
            if (content.get() != 'Z') {
                return false;
            }
        }
        return true;
    }
}
