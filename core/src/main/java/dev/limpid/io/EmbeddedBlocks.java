package dev.limpid.io;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the blocks that a file other than a TIFF holds beside its samples. The first of each kind is taken, and one that is
 * damaged or too large is left out with a notice.
 */
final class EmbeddedBlocks {
    /** The largest block that is kept, in bytes, and unpacked. */
    static final int LARGEST = 4 << 20;

    private final List<String> notices = new ArrayList<>();
    private final Map<Kind, byte[]> blocks = new TreeMap<>();
    private int @Nullable [] resolution;

    /** The kinds of blocks, by the names that people know. */
    enum Kind {
        EXIF("Exif"),
        XMP("XMP"),
        IPTC("IPTC");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** Whether there was no block of this kind yet. */
    boolean lacks(Kind kind) {
        return !blocks.containsKey(kind);
    }

    /**
     * Takes a block, or says that it is left out.
     *
     * @param block null where it is damaged, or longer than {@link #LARGEST}
     */
    void add(Kind kind, byte @Nullable [] block) {
        if (!lacks(kind)) {
            return;
        }
        boolean taken = block != null && block.length <= LARGEST;
        blocks.put(kind, taken && block != null ? block : new byte[0]);
        if (!taken) {
            notice("its " + kind.label() + " is damaged or has more than " + LARGEST + " bytes; it is left out");
        }
    }

    /** Takes Photoshop's resources, of which the IPTC is kept. */
    void addResources(byte[] bytes) {
        PhotoshopResources resources = PhotoshopResources.of(bytes);
        byte[] iptc = resources.iptc();
        if (iptc != null) {
            add(Kind.IPTC, iptc);
        } else if (resources.damaged()) {
            add(Kind.IPTC, null);
        }
    }

    /** Takes a resolution in pixels for each {@code denominator}-th of a unit; see {@link Resolution}. */
    void addResolution(int x, int y, int denominator, int unit) {
        if (resolution == null && x > 0 && y > 0) {
            resolution = new int[] {x, y, denominator, unit};
        }
    }

    void notice(String notice) {
        if (!notices.contains(notice)) {
            notices.add(notice);
        }
    }

    Embedded embedded(byte @Nullable [] icc) {
        byte[] exif = blocks.getOrDefault(Kind.EXIF, new byte[0]);
        int orientation = Embedded.orientation(exif);
        boolean lying = orientation >= Embedded.FIRST_LYING;
        Exif block = exif.length == 0 ? null : upright(exif, orientation);
        ByteOrder order =
                block == null ? ByteOrder.LITTLE_ENDIAN : block.directory().order();
        var tags = new TreeMap<Integer, TiffTag>();
        if (block != null) {
            TiffTags.of(block.directory()).kept().forEach(tag -> tags.put(tag.number(), tag));
        }
        if (resolution != null) {
            Resolution.tags(resolution[lying ? 1 : 0], resolution[lying ? 0 : 1], resolution[2], resolution[3], order)
                    .forEach(tag -> tags.put(tag.number(), tag));
        }
        put(tags, TiffDirectory.XMP, TiffTag.BYTE, Kind.XMP);
        put(tags, TiffDirectory.IPTC, TiffTag.UNDEFINED, Kind.IPTC);
        TiffTags described = new TiffTags(order, 2, List.copyOf(tags.values())).with(block);
        return new Embedded(icc, orientation, described, List.copyOf(notices));
    }

    private void put(Map<Integer, TiffTag> tags, int number, int type, Kind kind) {
        byte[] block = blocks.getOrDefault(kind, new byte[0]);
        if (block.length > 0) {
            tags.put(number, new TiffTag(number, type, block));
        }
    }

    private @Nullable Exif upright(byte[] block, int orientation) {
        try {
            return Embedded.upright(Exif.of(block), orientation, notices);
        } catch (IOException e) {
            notice("its Exif is damaged; it is left out");
            return null;
        }
    }
}
