package dev.limpid.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Facts in a TIFF about its picture, beside the pixels: calibration, descriptions, the time, private tags.
 *
 * @param order byte order of the values
 * @param extraSample what TIFF's tag 338 says of the alpha channel: 1 premultiplied, 2 opacity
 * @param kept the tags that go into the result
 */
public record TiffTags(ByteOrder order, int extraSample, List<TiffTag> kept) {
    /** Nothing beside the pixels. */
    public static final TiffTags NONE = new TiffTags(ByteOrder.LITTLE_ENDIAN, 2, List.of());

    /** Tags that tell how the pixels are stored, or where something else lies in the file: the writer has its own. */
    private static final Set<Integer> OF_THE_STORAGE = Set.of(
            254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 284, 288, 289,
            290, 291, 292, 293, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 330, 332, 333, 334, 336, 338,
            339, 340, 341, 342, 343, 344, 345, 346, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531,
            532, 32997, 32998, 34665, 34675, 34853, 37724, 40965, 50838, 50839);

    /** GeoTIFF's scale, tie points and transformation, Photoshop's resources: true of the whole in its own size only. */
    private static final Set<Integer> OF_THE_PLACE = Set.of(33550, 33922, 34264, 34377, 50844);

    /** MetaMorph, Olympus, Zeiss, NIH Image, Micro-Manager, TVIPS: where several planes lie, and how large they are. */
    private static final Set<Integer> OF_A_STACK = Set.of(
            33471, 33560, 33628, 33629, 33630, 33631, 34361, 34362, 34363, 34386, 34412, 37706, 43314, 50706, 50707,
            51123);

    private static final int FIRST_OF_HAMAMATSU = 65420;
    private static final int LAST_OF_HAMAMATSU = 65480;

    /** The resolutions and their unit. */
    private static final Set<Integer> OF_THE_SIZE = Set.of(282, 283, 296);

    /** Exif's orientations from here on exchange rows and columns. */
    private static final int FIRST_LYING = 5;

    public TiffTags {
        kept = List.copyOf(kept);
    }

    static TiffTags of(TiffDirectory page) {
        var kept = new ArrayList<TiffTag>();
        for (TiffTag tag : page.tags()) {
            if (isTrueOfOnePage(tag.number())) {
                kept.add(tag);
            }
        }
        byte[] description = TiffDescription.of(page).ofOnePage().bytes();
        if (description.length > 0) {
            kept.add(new TiffTag(TiffDirectory.DESCRIPTION, TiffTag.ASCII, description));
        }
        int extraSample = page.number(TiffDirectory.EXTRA_SAMPLES, 2) == 1 ? 1 : 2;
        var tags = new TiffTags(page.order(), extraSample, kept);
        return page.number(TiffDirectory.ORIENTATION, 1) >= FIRST_LYING ? tags.lying() : tags;
    }

    private static boolean isTrueOfOnePage(int tag) {
        boolean hamamatsu = tag >= FIRST_OF_HAMAMATSU && tag <= LAST_OF_HAMAMATSU;
        return !hamamatsu
                && tag != TiffDirectory.DESCRIPTION
                && !OF_THE_STORAGE.contains(tag)
                && !OF_A_STACK.contains(tag);
    }

    /** The tags of a page that is turned by a quarter: its resolutions change places. */
    private TiffTags lying() {
        var changed = new ArrayList<TiffTag>();
        for (TiffTag tag : of(1, 1).kept) {
            int number = tag.number() == TiffDirectory.X_RESOLUTION
                    ? TiffDirectory.Y_RESOLUTION
                    : tag.number() == TiffDirectory.Y_RESOLUTION ? TiffDirectory.X_RESOLUTION : tag.number();
            changed.add(new TiffTag(number, tag.type(), tag.value()));
        }
        return new TiffTags(order, extraSample, changed);
    }

    /**
     * The tags of a part of the picture, or of the picture in another size: the resolution follows the size, and
     * coordinates on a map are dropped.
     *
     * @param scaleX new pixels per old pixel
     */
    TiffTags of(double scaleX, double scaleY) {
        var changed = new ArrayList<TiffTag>();
        for (TiffTag tag : kept) {
            if (tag.number() == TiffDirectory.X_RESOLUTION) {
                changed.add(scaled(tag, scaleX));
            } else if (tag.number() == TiffDirectory.Y_RESOLUTION) {
                changed.add(scaled(tag, scaleY));
            } else if (!OF_THE_PLACE.contains(tag.number())) {
                changed.add(tag);
            }
        }
        return new TiffTags(order, extraSample, changed);
    }

    /**
     * The tags without those that can tell of people and places: Artist, Copyright, HostComputer, XMP, descriptions, private tags.
     * The resolution and its unit stay.
     */
    TiffTags anonymous() {
        return new TiffTags(
                order,
                extraSample,
                kept.stream().filter(tag -> OF_THE_SIZE.contains(tag.number())).toList());
    }

    private TiffTag scaled(TiffTag tag, double scale) {
        if (scale == 1 || tag.type() != 5) {
            return tag;
        }
        ByteBuffer in = ByteBuffer.wrap(tag.value()).order(order);
        double value = (in.getInt() & 0xffffffffL) / (double) Math.max(1, in.getInt() & 0xffffffffL) * scale;
        // The finest fraction that 32 bits hold.
        long denominator = 1;
        while (denominator < 1_000_000 && value * denominator * 10 < 0xffffffffL) {
            denominator *= 10;
        }
        ByteBuffer out = ByteBuffer.allocate(8).order(order);
        out.putInt((int) Math.min(0xffffffffL, Math.round(value * denominator))).putInt((int) denominator);
        return new TiffTag(tag.number(), tag.type(), out.array());
    }
}
