package dev.limpid.io;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

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

    private static final int UNCOMPRESSED = 1;
    private static final int JPEG = 7;
    private static final int WHITE_IS_ZERO = 0;
    private static final int BLACK_IS_ZERO = 1;
    private static final int CMYK = 5;

    /** Gray, RGB and palettes; the decoder turns other colours into 8-bit RGB. */
    private static final Set<Long> AS_THEY_ARE = Set.of(0L, 1L, 2L, 3L);

    private static final int MOST_CHANNELS = 4;

    /** The pages of a file that are pictures of their own. */
    static List<TiffPage> all(byte[] file, String name) throws IOException {
        List<TiffDirectory> directories;
        try {
            directories = TiffDirectory.all(file);
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
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

    PictureFile.Source decode(byte[] file, String name, ReadLimits limits, List<String> notices) throws IOException {
        SampleType type = type(name);
        limits.requirePixels(
                directory.number(TiffDirectory.WIDTH, 0), directory.number(TiffDirectory.HEIGHT, 0), file.length, name);
        requireData(file, type, name);
        boolean fractions = type.kind() == SampleType.Kind.FLOAT;
        PictureReader.Decoded decoded = PictureReader.decode(
                file, "TIFF", fractions ? PictureReader.Taken.RAW : PictureReader.Taken.SHOWN, index, name, limits);
        decoded.warnings().stream()
                .filter(warning -> !warning.startsWith(SHORT_STRIP))
                .forEach(warning -> notices.add("decoder: " + warning));
        BufferedImage picture = decoded.picture();
        Embedded embedded = Embedded.of(directory);
        long colours = directory.number(TiffDirectory.PHOTOMETRIC, BLACK_IS_ZERO);
        if (Cmyk.isCmyk(picture)) {
            picture = Cmyk.toRgb(picture);
        }
        if (colours == CMYK) {
            notices.add(Cmyk.NOTICE);
            embedded = embedded.converted();
        }
        boolean gray = colours == WHITE_IS_ZERO || colours == BLACK_IS_ZERO;
        SampleType stored = AS_THEY_ARE.contains(colours) ? type : SampleType.BYTE;
        RasterSamples samples = RasterSamples.of(picture, stored, gray, name);
        return new PictureFile.Source(
                samples, samples.type().container(), embedded, TiffTags.of(directory), ArrayLayout.CHW);
    }

    private SampleType type(String name) throws IOException {
        long[] bits = directory.numbers(TiffDirectory.BITS_PER_SAMPLE);
        long[] formats = directory.numbers(TiffDirectory.SAMPLE_FORMAT);
        long channels = directory.number(TiffDirectory.SAMPLES_PER_PIXEL, 1);
        if (channels < 1 || channels > MOST_CHANNELS) {
            throw new IOException(
                    name + ": has " + channels + " channels; gray and RGB, with or without alpha, are read");
        }
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
    private void requireData(byte[] file, SampleType type, String name) throws IOException {
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
        boolean subsampled = directory.number(TiffDirectory.PHOTOMETRIC, BLACK_IS_ZERO) > CMYK;
        boolean plain = compression == UNCOMPRESSED;
        if (plain && !subsampled && sizes.length > 0 && samples * type.bits() / 8 > all) {
            throw new IOException(
                    name + ": holds " + all + " bytes of pixels where it declares " + samples * type.bits() / 8);
        }
    }
}
