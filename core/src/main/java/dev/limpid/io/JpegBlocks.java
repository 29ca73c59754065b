package dev.limpid.io;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a JPEG that hold blocks of metadata.
 *
 * <p>Source: ITU-T T.871 for JFIF, CIPA DC-008 section 4.7 for Exif, XMP specification, part 3, section 1.1.3 for XMP and
 * Photoshop's resources.
 */
final class JpegBlocks {
    private static final int APP13 = 0xed;
    private static final byte[] EXIF = JpegFile.ascii("Exif\0\0");
    private static final byte[] XMP = JpegFile.ascii("http://ns.adobe.com/xap/1.0/\0");
    private static final byte[] EXTENDED_XMP = JpegFile.ascii("http://ns.adobe.com/xmp/extension/\0");
    private static final byte[] PHOTOSHOP = JpegFile.ascii("Photoshop 3.0\0");

    /** Bytes of a segment behind its length. */
    private static final int LARGEST = 0xffff - 2;

    /** Numbers in XMP may become longer. */
    private static final int ROOM = 64;

    private JpegBlocks() {}

    static EmbeddedBlocks read(byte[] file, List<JpegFile.Segment> segments) {
        var blocks = new EmbeddedBlocks();
        // They may go on from one segment to the next.
        var resources = new ByteArrayOutputStream();
        for (JpegFile.Segment s : segments) {
            if (s.marker() == JpegFile.APP0 && s.startsWith(file, JpegFile.JFIF)) {
                resolution(file, s, blocks);
            } else if (s.marker() == JpegFile.APP1 && s.startsWith(file, EXIF)) {
                blocks.add(EmbeddedBlocks.Kind.EXIF, Arrays.copyOfRange(file, s.start(), s.end()));
            } else if (s.marker() == JpegFile.APP1 && s.startsWith(file, XMP)) {
                blocks.add(EmbeddedBlocks.Kind.XMP, Arrays.copyOfRange(file, s.start() + XMP.length, s.end()));
            } else if (s.marker() == JpegFile.APP1 && s.startsWith(file, EXTENDED_XMP)) {
                blocks.notice("the extension of its XMP is left out; its main part is kept");
            } else if (s.marker() == APP13
                    && s.startsWith(file, PHOTOSHOP)
                    && resources.size() < EmbeddedBlocks.LARGEST) {
                resources.write(file, s.start() + PHOTOSHOP.length, s.end() - s.start() - PHOTOSHOP.length);
            }
        }
        blocks.addResources(resources.toByteArray());
        return blocks;
    }

    /** Behind the mark and two numbers of the version: the unit, and two numbers. */
    private static void resolution(byte[] file, JpegFile.Segment jfif, EmbeddedBlocks blocks) {
        int at = jfif.start() + JpegFile.JFIF.length + 2;
        if (jfif.end() - jfif.start() < JpegFile.JFIF_BYTES) {
            return;
        }
        int x = JpegFile.number(file, at + 1);
        int y = JpegFile.number(file, at + 3);
        switch (file[at]) {
            case 1 -> blocks.addResolution(x, y, 1, Resolution.INCH);
            case 2 -> blocks.addResolution(x, y, 1, Resolution.CENTIMETRE);
            default -> {
                // A ratio of pixels' sides.
                if (x != y) {
                    blocks.addResolution(x, y, 1, Resolution.NONE);
                }
            }
        }
    }

    /** The names of the blocks that are too long for a segment. */
    static List<String> tooLong(TiffTags tags) {
        var names = new ArrayList<String>();
        Exif exif = tags.block();
        byte[] xmp = tags.bytes(TiffDirectory.XMP);
        byte[] iptc = tags.iptc();
        if (exif != null && exif.marked().length > LARGEST) {
            names.add(EmbeddedBlocks.Kind.EXIF.label());
        }
        if (xmp != null && XMP.length + xmp.length + ROOM > LARGEST) {
            names.add(EmbeddedBlocks.Kind.XMP.label());
        }
        if (iptc != null && resources(iptc).length > LARGEST) {
            names.add(EmbeddedBlocks.Kind.IPTC.label());
        }
        return names;
    }

    /** The segments that say what the tags say, to stand behind JFIF's; those that are too long are left out. */
    static byte[] write(TiffTags tags, byte @Nullable [] icc) {
        var out = new ByteArrayOutputStream();
        Exif exif = tags.block();
        if (exif != null) {
            segment(JpegFile.APP1, exif.marked(), out);
        }
        byte[] xmp = tags.bytes(TiffDirectory.XMP);
        if (xmp != null) {
            segment(JpegFile.APP1, joined(XMP, xmp), out);
        }
        byte[] iptc = tags.iptc();
        if (iptc != null) {
            segment(APP13, resources(iptc), out);
        }
        new IccProfile(icc, Optional.empty()).write(out);
        return out.toByteArray();
    }

    private static byte[] resources(byte[] iptc) {
        return joined(PHOTOSHOP, PhotoshopResources.ofIptc(iptc));
    }

    private static byte[] joined(byte[] start, byte[] rest) {
        byte[] all = Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, all, start.length, rest.length);
        return all;
    }

    private static void segment(int marker, byte[] body, ByteArrayOutputStream out) {
        if (body.length <= LARGEST) {
            int length = body.length + 2;
            out.writeBytes(new byte[] {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length});
            out.writeBytes(body);
        }
    }
}
