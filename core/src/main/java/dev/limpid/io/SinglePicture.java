package dev.limpid.io;

import java.awt.image.BufferedImage;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PNG, JPEG, BMP, PNM or WebP: files with one picture of unsigned integers. */
record SinglePicture(byte[] file, FileKind kind, String name, ReadLimits limits) {
    /** Positions in a PNG's first chunk, which must be its header. */
    private static final class PngHeader {
        static final int BIT_DEPTH = 24;
        static final int COLOUR_TYPE = 25;
        static final int GRAY = 0;
        static final int GRAY_ALPHA = 4;
    }

    private static final int PAM = 7;
    /** By the number of channels, from one on. */
    private static final List<String> TUPLE_TYPES = List.of("GRAYSCALE", "GRAYSCALE_ALPHA", "RGB", "RGB_ALPHA");

    private static final int CMYK = 4;
    private static final int LONGEST_HEADER = 4096;

    PictureFile.Source decode(List<String> notices) throws IOException {
        Embedded embedded = Embedded.of(kind, file);
        if (!embedded.whole()) {
            throw new IOException(name + ": the file is truncated");
        }
        PictureReader.Decoded decoded =
                PictureReader.decode(decodable(embedded), kind.label(), PictureReader.Taken.SHOWN, -1, name, limits);
        decoded.warnings().forEach(warning -> notices.add("decoder: " + warning));
        BufferedImage picture = decoded.picture();
        boolean inks = Cmyk.isCmyk(picture);
        if (inks || embedded.components() == CMYK) {
            picture = inks ? Cmyk.toRgb(picture) : picture;
            embedded = embedded.converted();
            notices.add(Cmyk.NOTICE);
        }
        if (picture.getColorModel() instanceof DirectColorModel) {
            picture = whole(picture);
        }
        SampleType type = type(picture);
        Samples samples = RasterSamples.of(picture, type, isGray(picture), name);
        if (kind == FileKind.PNM && !inks && type.bits() > 1) {
            samples = unstretched(samples);
        }
        ValueRange natural = natural(samples);
        return new PictureFile.Source(samples, natural, embedded, TiffTags.NONE, ArrayLayout.CHW);
    }

    /** Five or six bits of a BMP's colours stretched to eight. */
    private static BufferedImage whole(BufferedImage packed) {
        boolean alpha = packed.getColorModel().hasAlpha();
        int type = alpha ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
        var picture = new BufferedImage(packed.getWidth(), packed.getHeight(), type);
        for (int y = 0; y < packed.getHeight(); y++) {
            int[] row = packed.getRGB(0, y, packed.getWidth(), 1, null, 0, packed.getWidth());
            picture.setRGB(0, y, packed.getWidth(), 1, row, 0, packed.getWidth());
        }
        return picture;
    }

    /** For its decoder. A profile is needed for CMYK alone; colours that are RGB are not to be converted. */
    private byte[] decodable(Embedded embedded) throws IOException {
        if (kind == FileKind.PNM) {
            return form() == PAM ? withTupleType() : file;
        }
        if (embedded.icc() == null || embedded.components() == CMYK) {
            return file;
        }
        return switch (kind) {
            case JPEG -> JpegHeader.of(file).withoutProfile();
            case WEBP -> Embedded.webPWithoutProfile(file);
            default -> file;
        };
    }

    /** A PAM need not name what its channels are, but its decoder asks for it: then it is what so many usually are. */
    private byte[] withTupleType() throws IOException {
        String start = start();
        Matcher end = Pattern.compile("(?m)^ENDHDR[ \\t\\r]*$").matcher(start);
        if (!end.find()
                || Pattern.compile("(?m)^TUPLTYPE[ \\t]+\\S")
                        .matcher(start)
                        .region(0, end.start())
                        .find()) {
            return file;
        }
        long depth = number(start.substring(0, end.start()), "DEPTH");
        if (depth < 1 || depth > TUPLE_TYPES.size()) {
            throw new IOException(name + ": names no TUPLTYPE and declares a DEPTH of " + depth
                    + "; 1 (gray), 2 (gray, alpha), 3 (RGB) and 4 (RGB, alpha) are read");
        }
        // Two values of gray have a name of their own.
        String type = TUPLE_TYPES
                .get((int) depth - 1)
                .replace("GRAYSCALE", largestValue(true) == 1 ? "BLACKANDWHITE" : "GRAYSCALE");
        byte[] line = ("TUPLTYPE " + type + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(file.length + line.length)
                .put(file, 0, end.start())
                .put(line)
                .put(file, end.start(), file.length - end.start())
                .array();
    }

    private static long number(String header, String key) {
        Matcher value = Pattern.compile("(?m)^" + key + "[ \\t]+(\\d{1,9})\\b").matcher(header);
        return value.find() ? Long.parseLong(value.group(1)) : 0;
    }

    /** Where the header is, one character for each byte. */
    private String start() {
        return new String(file, 0, Math.min(file.length, LONGEST_HEADER), StandardCharsets.ISO_8859_1);
    }

    private ValueRange natural(Samples samples) {
        double most = samples instanceof ScaledSamples scaled
                ? scaled.most()
                : Math.scalb(1.0, samples.type().bits()) - 1;
        return new ValueRange(0, most);
    }

    private SampleType type(BufferedImage picture) {
        if (kind == FileKind.PNG) {
            return SampleType.unsigned(file[PngHeader.BIT_DEPTH]);
        }
        if (kind != FileKind.PNM) {
            return SampleType.BYTE;
        }
        // A PAM has a byte for each bit, which its decoder leaves as it is.
        boolean bitmap = form() == PAM && largestValue(true) == 1;
        return SampleType.unsigned(bitmap ? 1 : picture.getSampleModel().getSampleSize(0));
    }

    /** PNG's header decides: the decoder presents gray of 1 to 4 bits as a palette. BMP has no other gray than a palette. */
    private boolean isGray(BufferedImage picture) {
        if (kind == FileKind.PNG) {
            byte type = file[PngHeader.COLOUR_TYPE];
            return type == PngHeader.GRAY || type == PngHeader.GRAY_ALPHA;
        }
        return picture.getColorModel() instanceof IndexColorModel palette && RasterSamples.isGray(palette);
    }

    private Samples unstretched(Samples samples) throws IOException {
        long most = largestValue(form() == PAM);
        if (most < 1 || most > 0xffff) {
            throw new IOException(name + ": declares " + most + " as its largest value; 1 to 65535 are read");
        }
        return new ScaledSamples(samples, (int) most);
    }

    /** The digit of a PNM's magic. */
    private int form() {
        return file[1] - '0';
    }

    /** The fourth word of a PGM or PPM (magic, width, height, largest value), or the one behind MAXVAL; 0 if there is none. */
    private long largestValue(boolean named) {
        var words = new StringTokenizer(start().replaceAll("#[^\n]*", " "));
        String word = "";
        for (int i = 0; words.hasMoreTokens() && (named ? !word.equals("MAXVAL") : i < 3); i++) {
            word = words.nextToken();
        }
        String number = words.hasMoreTokens() ? words.nextToken() : "";
        return number.matches("\\d{1,9}") ? Long.parseLong(number) : 0;
    }
}
