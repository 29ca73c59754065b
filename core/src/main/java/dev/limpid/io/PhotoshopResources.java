package dev.limpid.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Photoshop's image resources, in which JPEG and PNG hold IPTC.
 *
 * <p>Source: Adobe Photoshop file formats specification, image resource blocks; IPTC-NAA information interchange model 4.2,
 * section 1.6.
 *
 * @param resources those before the first that is damaged
 * @param damaged whether anything but zeros follows them
 */
record PhotoshopResources(List<Resource> resources, boolean damaged) {
    private static final int SIGNATURE =
            ByteBuffer.wrap("8BIM".getBytes(StandardCharsets.US_ASCII)).getInt();
    private static final int IPTC = 0x0404;
    private static final Set<Integer> PREVIEWS = Set.of(0x0409, 0x040c);
    static final byte IPTC_MARK = 0x1c;
    private static final int IPTC_HEADER = 5;

    /** Where a resource lies, its signature and padding included, and its data. */
    record Resource(int id, int start, int end, byte[] data) {}

    static PhotoshopResources of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        var resources = new ArrayList<Resource>();
        int at = 0;
        while (at + 12 <= bytes.length && in.getInt(at) == SIGNATURE) {
            // Signature, number, a name behind its length, padded to be even.
            int size = at + 6 + (int) TiffEntries.even(1 + (bytes[at + 6] & 0xff));
            if (size + 4 > bytes.length || in.getInt(size) < 0 || in.getInt(size) > bytes.length - size - 4) {
                break;
            }
            int data = size + 4;
            int end = (int) Math.min(bytes.length, data + TiffEntries.even(in.getInt(size)));
            byte[] held = Arrays.copyOfRange(bytes, data, data + in.getInt(size));
            resources.add(new Resource(in.getShort(at + 4) & 0xffff, at, end, held));
            at = end;
        }
        return new PhotoshopResources(resources, !isZero(bytes, at));
    }

    private static boolean isZero(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] == 0) {
            at++;
        }
        return at >= bytes.length;
    }

    /** The IPTC among them, sound or not, or null where there is none. */
    byte @Nullable [] iptc() {
        return resources.stream()
                .filter(resource -> resource.id() == IPTC && resource.data().length > 0)
                .map(Resource::data)
                .findFirst()
                .orElse(null);
    }

    /** All that {@code bytes}, of which they were read, hold beside previews. */
    byte[] withoutPreviews(byte[] bytes) {
        if (resources.stream().noneMatch(resource -> PREVIEWS.contains(resource.id()))) {
            return bytes;
        }
        var left = new ByteArrayOutputStream(bytes.length);
        resources.stream()
                .filter(resource -> !PREVIEWS.contains(resource.id()))
                .forEach(resource -> left.write(bytes, resource.start(), resource.end() - resource.start()));
        return left.toByteArray();
    }

    /** A resource with IPTC. */
    static byte[] ofIptc(byte[] records) {
        int size = (int) TiffEntries.even(records.length);
        return ByteBuffer.allocate(12 + size)
                .putInt(SIGNATURE)
                .putShort((short) IPTC)
                .putShort((short) 0)
                .putInt(records.length)
                .put(records)
                .array();
    }

    /**
     * The records of IPTC, or null where they are damaged.
     *
     * @param numbers whether a TIFF calls them numbers of four bytes: some programs then exchange the bytes of each
     */
    static byte @Nullable [] records(byte[] iptc, boolean numbers) {
        byte[] records = iptc;
        if (numbers && iptc[0] != IPTC_MARK) {
            ByteBuffer exchanged = ByteBuffer.wrap(iptc.clone());
            for (int at = 0; at < iptc.length; at += Integer.BYTES) {
                exchanged.putInt(at, Integer.reverseBytes(exchanged.getInt(at)));
            }
            records = exchanged.array();
        }
        return isWhole(records) ? records : null;
    }

    /** Each record has a mark, two numbers, the size, and its data; zeros may follow the last. */
    private static boolean isWhole(byte[] records) {
        ByteBuffer in = ByteBuffer.wrap(records).order(ByteOrder.BIG_ENDIAN);
        int at = 0;
        while (at + IPTC_HEADER <= records.length && records[at] == IPTC_MARK) {
            int size = in.getShort(at + 3) & 0xffff;
            at += IPTC_HEADER;
            if (size >= 0x8000) {
                // The size of the size.
                if (size != 0x8004 || at + Integer.BYTES > records.length || in.getInt(at) < 0) {
                    return false;
                }
                size = in.getInt(at);
                at += Integer.BYTES;
            }
            if (size > records.length - at) {
                return false;
            }
            at += size;
        }
        return at > 0 && isZero(records, at);
    }
}
