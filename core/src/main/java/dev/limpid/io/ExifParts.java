package dev.limpid.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Gathers the directories that a TIFF's page points to into a block of their own. */
final class ExifParts {
    private final byte[] file;
    private final ByteOrder order;
    private final List<String> notices;
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();

    /** @param file where the directories lie */
    ExifParts(byte[] file, ByteOrder order, List<String> notices) {
        this.file = file;
        this.order = order;
        this.notices = notices;
        block.writeBytes(TiffDirectory.header(order, 0));
    }

    /**
     * Lays a directory into the block, and adds its place there to the tags of the one above it.
     *
     * @param parent the directory that points to it
     * @param parts tags by which it points to further ones
     */
    void add(TiffDirectory parent, int pointer, List<Integer> parts, List<TiffTag> above) {
        long place = parent.number(pointer, 0);
        if (place == 0) {
            return;
        }
        TiffDirectory part;
        try {
            part = TiffDirectory.at(file, order, place);
        } catch (IOException e) {
            notices.add("a part of its Exif is damaged; it is left out");
            return;
        }
        var tags = new ArrayList<TiffTag>(part.tags().stream()
                .filter(tag -> !parts.contains(tag.number()) && tag.type() != TiffTag.IFD)
                .toList());
        if (tags.stream().anyMatch(Exif::isMakerNote)) {
            notices.add(Exif.MOVED_NOTES);
        }
        for (int further : parts) {
            add(part, further, List.of(), tags);
        }
        above.add(new TiffTag(pointer, TiffTag.LONG, number(lay(tags))));
    }

    /** The whole block, with these tags in its first directory. */
    byte[] block(List<TiffTag> tags) {
        int main = lay(tags);
        byte[] all = block.toByteArray();
        System.arraycopy(TiffDirectory.header(order, main), 0, all, 0, TiffDirectory.HEADER);
        return all;
    }

    private int lay(List<TiffTag> tags) {
        var entries = new TiffEntries(order, tags);
        int at = (int) TiffEntries.even(block.size());
        ByteBuffer bytes = ByteBuffer.allocate(at + (int) entries.size()).order(order);
        entries.write(bytes, at);
        block.write(bytes.array(), block.size(), bytes.capacity() - block.size());
        return at;
    }

    private byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).order(order).putInt(value).array();
    }
}
