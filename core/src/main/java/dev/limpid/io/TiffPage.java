package dev.limpid.io;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a TIFF.
 *
 * @param index its number among all directories of the file
 */
record TiffPage(int index, TiffDirectory directory) {
    private static final int STRIPS = 273;
    private static final int STRIP_SIZES = 279;
    private static final int TILES = 324;
    private static final int TILE_SIZES = 325;
    /** The decoder says so of every last strip with fewer rows; whether all bytes are there we count ourselves. */
    private static final String SHORT_STRIP = "strip/tileByteCount < required";

    /** For a header that is absurd: enough to be refused. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int UNCOMPRESSED = 1;
    private static final int JPEG = 7;
    private static final int FLOATING_POINT_PREDICTOR = 3;

    /** The pages of a file that are pictures of their own. */
    static List<TiffPage> all(byte[] file, String name) throws IOException {
        List<TiffDirectory> directories;
        try {
            directories = TiffDirectory.all(file);
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
        TiffStack.requireDirectories(directories, file.length, name);
        var pages = new ArrayList<TiffPage>();
        for (int i = 0; i < directories.size(); i++) {
            if (!directories.get(i).isAuxiliary()) {
                pages.add(new TiffPage(i, directories.get(i)));
            }
        }
        if (pages.isEmpty()) {
            throw new IOException(name + ": holds no picture");
        }
        return pages;
    }

    /** Rows and columns. */
    int[] size() {
        return new int[] {
            (int) directory.number(TiffDirectory.HEIGHT, 0), (int) directory.number(TiffDirectory.WIDTH, 0)
        };
    }

    /** Bytes that a pixel takes as it is decoded; floating point is copied once. */
    int bytesPerPixel() {
        long samples = directory.number(TiffDirectory.SAMPLES_PER_PIXEL, 1);
        long bytes = (directory.number(TiffDirectory.BITS_PER_SAMPLE, 1) + Byte.SIZE - 1) / Byte.SIZE;
        return (int) Math.min(MOST_BYTES, samples * (bytes < Float.BYTES ? bytes : 2 * bytes));
    }

    boolean saysColours() {
        return directory.number(TiffDirectory.SAMPLES_PER_PIXEL, 1) >= 3;
    }

    PictureFile.Source decode(byte[] file, String name, ReadLimits limits, List<String> notices) throws IOException {
        TiffColours colours = TiffColours.of(directory, name);
        SampleType type = type(name);
        limits.requirePixels(
                directory.number(TiffDirectory.WIDTH, 0), directory.number(TiffDirectory.HEIGHT, 0), file.length, name);
        requireData(file, type, colours, name);
        boolean whiteIsZero = colours.photometric() == TiffColours.WHITE_IS_ZERO && type.bits() > 1;
        boolean fractions = type.kind() == SampleType.Kind.FLOAT;
        PictureReader.Decoded decoded = PictureReader.decode(
                file,
                "TIFF",
                fractions || whiteIsZero || colours.isLab() ? PictureReader.Taken.RAW : PictureReader.Taken.SHOWN,
                index,
                name,
                limits);
        decoded.warnings().stream()
                .filter(warning -> !warning.startsWith(SHORT_STRIP))
                .forEach(warning -> notices.add("decoder: " + warning));
        if (fractions
                && directory.number(TiffDirectory.PREDICTOR, 1) == FLOATING_POINT_PREDICTOR
                && directory.order() == ByteOrder.BIG_ENDIAN
                && FloatPredictor.mend(decoded.picture().getRaster().getDataBuffer())) {
            notices.add(FloatPredictor.NOTICE);
        }
        if (colours.photometric() == TiffColours.RGB
                && type.bits() == 4
                && directory.order() == ByteOrder.LITTLE_ENDIAN) {
            exchangeBytes(decoded.picture().getRaster());
        }
        RasterSamples samples = samples(decoded.picture(), colours, type, name);
        Embedded embedded = Embedded.of(directory, file);
        notices.addAll(embedded.notices());
        String converted = colours.notice();
        if (converted != null) {
            notices.add(converted);
            // YCbCr is RGB in another form: its profile describes the RGB.
            boolean follows = colours.photometric() == TiffColours.YCBCR && isOfRgb(embedded.icc());
            embedded = follows ? embedded : embedded.converted();
        }
        if (colours.spare()) {
            notices.add("the channel beside its palette is left out: its ExtraSamples do not call it alpha");
        }
        return new PictureFile.Source(
                samples, samples.type().container(), embedded, ArrayLayout.CHW, whiteIsZero, ResultFormat.TIFF);
    }

    /** The decoder pads three samples of four bits in the file's byte order, and takes them in the other. */
    private static void exchangeBytes(WritableRaster raster) {
        if (raster.getNumBands() == 3 && raster.getDataBuffer() instanceof DataBufferUShort pixels) {
            short[] all = pixels.getData();
            for (int i = 0; i < all.length; i++) {
                all[i] = Short.reverseBytes(all[i]);
            }
        }
    }

    /** ICC.1, section 7.2.6: the colours of a profile stand at byte 16. */
    private static boolean isOfRgb(byte @Nullable [] icc) {
        return icc != null && icc.length >= 20 && new String(icc, 16, 4, StandardCharsets.ISO_8859_1).equals("RGB ");
    }

    /** Gray or RGB. */
    private RasterSamples samples(BufferedImage picture, TiffColours colours, SampleType type, String name)
            throws IOException {
        if (colours.spare() || (colours.alpha() && colours.photometric() == TiffColours.PALETTE)) {
            int size = directory.numbers(TiffDirectory.COLOUR_MAP).length / 3;
            return RasterSamples.ofPalette(picture, size, colours.alpha(), name);
        }
        if (colours.isLab()) {
            return RasterSamples.of(Lab.toRgb(picture.getRaster(), type, colours.photometric(), name), type);
        }
        if (Cmyk.isCmyk(picture)) {
            return RasterSamples.of(Cmyk.toRgb(picture), SampleType.BYTE, false, name);
        }
        return RasterSamples.of(picture, type, colours.isGray(), name);
    }

    private SampleType type(String name) throws IOException {
        long[] bits = directory.numbers(TiffDirectory.BITS_PER_SAMPLE);
        long[] formats = directory.numbers(TiffDirectory.SAMPLE_FORMAT);
        if (Arrays.stream(bits).distinct().count() > 1
                || Arrays.stream(formats).distinct().count() > 1) {
            throw new IOException(name + ": has channels of different depths " + Arrays.toString(bits));
        }
        SampleType.Kind kind = switch ((int) (formats.length == 0 ? 1 : formats[0])) {
            case 1, 4 -> SampleType.Kind.UNSIGNED;
            case 2 -> SampleType.Kind.SIGNED;
            case 3 -> SampleType.Kind.FLOAT;
            default -> throw new IOException(name + ": has samples that are no real numbers");
        };
        try {
            return new SampleType(kind, bits.length == 0 ? 1 : (int) bits[0]);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    /** Before memory is given: all data lie inside the file, and uncompressed ones are as many as the pixels need. */
    private void requireData(byte[] file, SampleType type, TiffColours colours, String name) throws IOException {
        boolean tiled = directory.numbers(TILES).length > 0;
        long[] starts = directory.numbers(tiled ? TILES : STRIPS);
        long[] sizes = directory.numbers(tiled ? TILE_SIZES : STRIP_SIZES);
        if (starts.length == 0) {
            throw new IOException(name + ": says nowhere where its pixels lie");
        }
        long all = 0;
        for (int i = 0; i < Math.min(starts.length, sizes.length); i++) {
            if (starts[i] + sizes[i] > file.length) {
                throw new IOException(name + ": the file is truncated");
            }
            all += sizes[i];
        }
        long compression = directory.number(TiffDirectory.COMPRESSION, UNCOMPRESSED);
        if (compression == JPEG) {
            JpegFile.requireFewScans(
                    file,
                    starts,
                    sizes,
                    directory.number(TiffDirectory.WIDTH, 0),
                    directory.number(TiffDirectory.HEIGHT, 0),
                    name);
        }
        long samples = directory.number(TiffDirectory.WIDTH, 0)
                * directory.number(TiffDirectory.HEIGHT, 0)
                * directory.number(TiffDirectory.SAMPLES_PER_PIXEL, 1);
        boolean subsampled = colours.photometric() == TiffColours.YCBCR;
        boolean plain = compression == UNCOMPRESSED;
        if (!plain && !tiled) {
            PixelBytes.require(all, samples * type.bits() / Byte.SIZE, name);
        }
        if (plain && !subsampled && sizes.length > 0 && samples * type.bits() / 8 > all) {
            throw new IOException(
                    name + ": holds " + all + " bytes of pixels where it declares " + samples * type.bits() / 8);
        }
    }
}
