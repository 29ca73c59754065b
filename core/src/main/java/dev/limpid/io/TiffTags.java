package dev.limpid.io;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Facts in a file about its picture, beside the pixels: calibration, descriptions, the time, private tags. They are a TIFF's
 * tags in whatever format they stood: the resolution is 282, 283 and 296, XMP 700, IPTC 33723.
 *
 * @param order byte order of the values
 * @param extraSample what TIFF's tag 338 says of the alpha channel: 1 premultiplied, 2 opacity
 * @param kept the tags that go into the result
 * @param exif an Exif block, of the same byte order, or null
 * @param literal whether {@code kept} is written as it stands, even where it tells of another size or of a preview: former
 *     versions did, and their records are run again
 */
public record TiffTags(ByteOrder order, int extraSample, List<TiffTag> kept, byte @Nullable [] exif, boolean literal) {
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

    private static final byte[] NOTHING = {};

    private static final int FIRST_OF_HAMAMATSU = 65420;
    private static final int LAST_OF_HAMAMATSU = 65480;

    /** The resolutions and their unit. */
    private static final Set<Integer> OF_THE_SIZE = Set.of(282, 283, 296);

    /** Exif's orientations from here on exchange rows and columns. */
    private static final int FIRST_LYING = 5;

    public TiffTags {
        kept = List.copyOf(kept);
    }

    /** Without Exif. */
    public TiffTags(ByteOrder order, int extraSample, List<TiffTag> kept) {
        this(order, extraSample, kept, null, false);
    }

    static TiffTags of(TiffDirectory page) {
        var kept = new ArrayList<TiffTag>();
        for (TiffTag tag : page.tags()) {
            if (isTrueOfOnePage(tag.number()) && tag.type() != TiffTag.IFD) {
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

    /** Whether a tag tells how or where something is stored. */
    static boolean isOfTheStorage(int tag) {
        return OF_THE_STORAGE.contains(tag);
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
        for (TiffTag tag : inSize(1, 1)) {
            int number = tag.number() == TiffDirectory.X_RESOLUTION
                    ? TiffDirectory.Y_RESOLUTION
                    : tag.number() == TiffDirectory.Y_RESOLUTION ? TiffDirectory.X_RESOLUTION : tag.number();
            changed.add(new TiffTag(number, tag.type(), tag.value()));
        }
        return with(changed);
    }

    /**
     * The tags of a part of the picture, or of the picture in another size: the resolution follows the size, and
     * coordinates on a map are dropped.
     *
     * @param scaleX new pixels per old pixel
     */
    TiffTags of(double scaleX, double scaleY) {
        TiffTags scaled = with(withIptc(inSize(scaleX, scaleY)));
        return exif == null ? scaled : scaled.with(new Exif(exif).scaled(scaleX, scaleY));
    }

    private List<TiffTag> inSize(double scaleX, double scaleY) {
        var changed = new ArrayList<TiffTag>();
        for (TiffTag tag : kept) {
            if (tag.number() == TiffDirectory.X_RESOLUTION) {
                changed.add(tag.scaled(scaleX, order));
            } else if (tag.number() == TiffDirectory.Y_RESOLUTION) {
                changed.add(tag.scaled(scaleY, order));
            } else if (!OF_THE_PLACE.contains(tag.number())) {
                changed.add(tag);
            }
        }
        return changed;
    }

    /** Photoshop's resources are dropped, but not the IPTC that may lie in them alone. */
    private List<TiffTag> withIptc(List<TiffTag> tags) {
        byte[] iptc = literal || tags.stream().anyMatch(tag -> tag.number() == TiffDirectory.IPTC) ? null : iptc();
        if (iptc == null) {
            return tags;
        }
        var all = new ArrayList<>(tags);
        all.add(new TiffTag(TiffDirectory.IPTC, TiffTag.UNDEFINED, iptc));
        return all;
    }

    TiffTags with(List<TiffTag> tags) {
        return new TiffTags(order, extraSample, tags, exif, literal);
    }

    /** The tags with an Exif block of the same byte order. */
    TiffTags with(@Nullable Exif block) {
        return new TiffTags(order, extraSample, kept, block == null ? null : block.tiff(), literal);
    }

    /**
     * The tags without those that can tell of people and places: Artist, Copyright, HostComputer, XMP, descriptions, private tags,
     * and without Exif. The resolution and its unit stay.
     */
    TiffTags anonymous() {
        return new TiffTags(
                order,
                extraSample,
                kept.stream().filter(tag -> OF_THE_SIZE.contains(tag.number())).toList(),
                null,
                literal);
    }

    /** The tags that former versions wrote, in their way. */
    TiffTags former() {
        return new TiffTags(order, extraSample, kept, null, true);
    }

    /** Notices on blocks that are damaged, and are left out of results therefore. */
    List<String> faults() {
        var faults = new ArrayList<String>();
        byte[] xmp = bytes(TiffDirectory.XMP);
        if (xmp != null && Xmp.of(xmp).isEmpty()) {
            faults.add("its XMP is no XML in UTF-8 of at most " + EmbeddedBlocks.LARGEST + " bytes; it is left out");
        }
        if (bytes(TiffDirectory.IPTC) != null && iptc() == null) {
            faults.add("its IPTC is damaged; it is left out");
        }
        return faults;
    }

    /**
     * The tags of a result: sizes and the orientation in Exif and XMP are true of it, previews and damaged blocks are left out.
     *
     * @param width of the result, in pixels
     * @param type the media type of its file
     */
    TiffTags describing(int width, int height, String type) {
        if (literal) {
            return this;
        }
        var tags = new ArrayList<TiffTag>();
        for (TiffTag tag : kept) {
            byte[] value = switch (tag.number()) {
                case TiffDirectory.XMP ->
                    Xmp.of(tag.value())
                            .flatMap(xmp -> xmp.describing(width, height, type, Resolution.of(this)))
                            .map(Xmp::bytes)
                            .orElse(NOTHING);
                case TiffDirectory.IPTC -> Objects.requireNonNullElse(iptc(), NOTHING);
                case TiffDirectory.PHOTOSHOP ->
                    PhotoshopResources.of(tag.value()).withoutPreviews(tag.value());
                default -> tag.value();
            };
            if (value.length > 0) {
                int field = TiffTag.size(tag.type()) == 1 ? tag.type() : TiffTag.UNDEFINED;
                tags.add(value == tag.value() ? tag : new TiffTag(tag.number(), field, value));
            }
        }
        return exif == null ? with(tags) : with(tags).with(new Exif(exif).sized(width, height));
    }

    /** The value of a tag, or null. */
    byte @Nullable [] bytes(int number) {
        for (TiffTag tag : kept) {
            if (tag.number() == number) {
                return tag.value();
            }
        }
        return null;
    }

    /** The records of IPTC, or null where there are none or they are damaged. */
    byte @Nullable [] iptc() {
        for (TiffTag tag : kept) {
            if (tag.number() == TiffDirectory.IPTC) {
                return PhotoshopResources.records(tag.value(), tag.type() == TiffTag.LONG);
            }
        }
        byte[] resources = bytes(TiffDirectory.PHOTOSHOP);
        byte[] held =
                resources == null ? null : PhotoshopResources.of(resources).iptc();
        return held == null ? null : PhotoshopResources.records(held, false);
    }

    /** The Exif block of a file that is no TIFF: the one that was read, or one of the tags; null where they say nothing. */
    @Nullable
    Exif block() {
        return exif != null ? new Exif(exif) : literal ? null : Exif.of(kept, order);
    }
}
