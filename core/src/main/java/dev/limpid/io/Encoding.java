package dev.limpid.io;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a picture stood in its file, so that another one can be written in the same way.
 *
 * @param format "PNG", "JPEG", "TIFF", "BMP", "PNM", "WebP" or "NPY"
 * @param type how its samples were stored
 * @param range which stored values are −1 and 1
 * @param icc the colour profile that came with it, or null; its samples are not converted
 * @param tags what the file says beside the pixels
 * @param layout order of an array's dimensions
 * @param result the format in which another one is written
 */
public record Encoding(
        String format,
        SampleType type,
        ValueRange range,
        byte @Nullable [] icc,
        TiffTags tags,
        ArrayLayout layout,
        ResultFormat result) {

    /** 8 bits from black to white, as PNG. */
    public static final Encoding PNG_8 = plain("PNG", SampleType.BYTE, new ValueRange(0, 255));

    /** Written in its own format where that is TIFF or NPY, and else as PNG. */
    public Encoding(
            String format,
            SampleType type,
            ValueRange range,
            byte @Nullable [] icc,
            TiffTags tags,
            ArrayLayout layout) {
        this(format, type, range, icc, tags, layout, ResultFormat.of(format));
    }

    /** Without a profile and tags; an array is (C, H, W). */
    public static Encoding plain(String format, SampleType type, ValueRange range) {
        return new Encoding(format, type, range, null, TiffTags.NONE, ArrayLayout.CHW);
    }

    /** The ending of a file that is written like this, such as {@code png}. */
    public String extension() {
        return result.ending();
    }

    /**
     * The encoding in another format: in its own depth where the format has it, else in the nearest that it has, from black to
     * white.
     */
    public Encoding as(ResultFormat wanted) {
        if (wanted == result) {
            return this;
        }
        SampleType fitting = wanted.type(type);
        // An array of 12 bits in 16 keeps its values; pictures are looked at.
        boolean values = fitting.equals(type) || (wanted == ResultFormat.NPY && fitting.bits() > Byte.SIZE);
        ValueRange white = fitting.container();
        return new Encoding(format, fitting, values || white == null ? range : white, icc, tags, layout, wanted);
    }

    /** Notices on what is lost in another format, one sentence each. */
    public List<String> losses(ResultFormat wanted) {
        var losses = new ArrayList<String>();
        SampleType fitting = wanted.type(type);
        if (wanted == ResultFormat.JPEG) {
            losses.add(JpegWriter.NOTICE);
        } else if (wanted != result && (type.kind() != fitting.kind() || type.bits() > fitting.bits())) {
            losses.add("written as " + fitting + ", which is the most that " + wanted.label() + " holds of " + type);
        }
        Encoding written = as(wanted);
        if (wanted == ResultFormat.NPY && !range.equals(written.type.container()) && range.equals(type.container())) {
            losses.add(
                    "its values stay " + written.range + " in " + written.type + ", which --range says of the array");
        }
        List<String> blocks = switch (wanted) {
            case PNG, TIFF -> List.of();
            case JPEG -> JpegBlocks.tooLong(tags);
            case WEBP -> tags.iptc() == null ? List.of() : List.of(EmbeddedBlocks.Kind.IPTC.label());
            case NPY -> icc == null && tags.kept().isEmpty() && tags.exif() == null ? List.of() : List.of("metadata");
        };
        blocks.forEach(
                block -> losses.add("its " + block + " is left out, because " + wanted.label() + " does not hold it"));
        return losses;
    }

    /**
     * The encoding of a part of the picture, or of the picture in another size: the resolution follows the size.
     *
     * @param scaleX new pixels per old pixel
     */
    public Encoding scaled(double scaleX, double scaleY) {
        return new Encoding(format, type, range, icc, tags.of(scaleX, scaleY), layout, result);
    }

    /** The encoding without what the file says beside its pixels, but for its resolution and colour profile. */
    public Encoding anonymous() {
        return new Encoding(format, type, range, icc, tags.anonymous(), layout, result);
    }

    /** The encoding as former versions wrote it: of a file other than a TIFF with the colour profile alone. */
    public Encoding former() {
        TiffTags kept = format.equals("TIFF") ? tags.former() : TiffTags.NONE.former();
        return new Encoding(format, type, range, icc, kept, layout);
    }

    /** The encoding that is really written: samples of fewer than 8 bits become 8 bits, for a restored picture has more shades. */
    Encoding written() {
        if (result == ResultFormat.NPY || type.kind() != SampleType.Kind.UNSIGNED || type.bits() >= 8) {
            return this;
        }
        ValueRange full = range.equals(type.container()) ? new ValueRange(0, 255) : range;
        return new Encoding(format, SampleType.BYTE, full, icc, tags, layout, result);
    }
}
