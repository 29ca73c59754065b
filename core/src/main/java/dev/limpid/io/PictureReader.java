package dev.limpid.io;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/** ImageIO behind our own limits, with its many ways to fail turned into one line that names the file. */
final class PictureReader {
    /** How a decoder's samples are taken. */
    enum Taken {
        /** As colours: CMYK and others may become RGB, white that is stored as zero is turned round. */
        SHOWN,
        /** As they are stored: what is shown of floating point is cut to [0, 1]. */
        RAW
    }

    /** Four channels of a byte each. */
    private static final int UNTOLD = 4;

    private static final int COLOURS = 3;

    private PictureReader() {}

    /** A decoded picture and what its decoder complained of. */
    record Decoded(BufferedImage picture, List<String> warnings) {}

    /**
     * Decodes one picture of a file.
     *
     * @param format ImageIO's name of the format
     * @param index the picture's number in the file, from 0; the others are not looked at
     */
    static Decoded decode(byte[] file, String format, Taken taken, int index, String name, ReadLimits limits)
            throws IOException {
        // The decoder may still be at work when nobody waits any more.
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        var in = new StoppableInput(file);
        try {
            reader.setInput(in, false, true);
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            BufferedImage picture = Deadline.within(
                    limits.seconds(), name, () -> read(reader, index, taken, file, name, limits), in::stop);
            reader.dispose();
            requireWhole(warnings, name);
            return new Decoded(picture, List.copyOf(warnings));
        } catch (IOException e) {
            throw e.getMessage() != null && e.getMessage().startsWith(name) ? e : damaged(name, e);
        } catch (Exception e) {
            throw damaged(name, e);
        }
    }

    /** Rows and columns that a file's header declares for its first picture. */
    static int[] size(byte[] file, String format, String name, ReadLimits limits) throws IOException {
        return asked(file, format, name, limits, reader -> new int[] {reader.getHeight(0), reader.getWidth(0)});
    }

    /** A question to a file's header. */
    private interface Question<T> {
        T of(ImageReader reader) throws IOException;
    }

    private static <T> T asked(byte[] file, String format, String name, ReadLimits limits, Question<T> question)
            throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        var in = new StoppableInput(file);
        try {
            reader.setInput(in, false, true);
            return Deadline.within(limits.seconds(), name, () -> question.of(reader), in::stop);
        } catch (Exception e) {
            throw damaged(name, e);
        } finally {
            reader.dispose();
        }
    }

    /** Bytes that a pixel of a file's first picture takes as it is decoded; of a format that does not say, those of four channels. */
    static int bytesPerPixel(byte[] file, String format, String name, ReadLimits limits) throws IOException {
        return asked(file, format, name, limits, PictureReader::bytesPerPixel);
    }

    private static int bytesPerPixel(ImageReader reader) throws IOException {
        return decodedAs(reader)
                .map(model -> model.getNumDataElements() * DataBuffer.getDataTypeSize(model.getDataType()) / Byte.SIZE)
                .orElse(UNTOLD);
    }

    /** Whether a file's first picture has samples of three colours at least; not one of a format that does not say, nor of a palette. */
    static boolean hasColours(byte[] file, String format, String name, ReadLimits limits) throws IOException {
        return asked(
                file,
                format,
                name,
                limits,
                reader -> decodedAs(reader)
                        .map(model -> model.getNumBands() >= COLOURS)
                        .orElse(false));
    }

    private static Optional<SampleModel> decodedAs(ImageReader reader) throws IOException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        return types.hasNext() ? Optional.of(types.next().getSampleModel()) : Optional.empty();
    }

    private static BufferedImage read(
            ImageReader reader, int index, Taken taken, byte[] file, String name, ReadLimits limits)
            throws IOException {
        limits.requirePixels(reader.getWidth(index), reader.getHeight(index), file.length, name);
        return taken == Taken.SHOWN ? reader.read(index) : raw(reader, index);
    }

    private static BufferedImage raw(ImageReader reader, int index) throws IOException {
        Raster raster = reader.readRaster(index, null);
        ColorModel colours = reader.getRawImageType(index).getColorModel();
        // Otherwise the picture divides colours by their alpha.
        return new BufferedImage(
                colours,
                Raster.createWritableRaster(raster.getSampleModel(), raster.getDataBuffer(), null),
                colours.isAlphaPremultiplied(),
                null);
    }

    /** A JPEG that ends early is completed with gray by its decoder, which only warns. */
    private static void requireWhole(List<String> warnings, String name) throws IOException {
        for (String warning : warnings) {
            String lower = warning.toLowerCase(Locale.ROOT);
            if (lower.contains("truncated") || lower.contains("premature end")) {
                throw new IOException(name + ": the file is truncated");
            }
        }
    }

    /** ImageIO's readers throw unchecked exceptions of many kinds at damaged files, too, and wrap errors in them. */
    static IOException damaged(String name, Exception e) {
        String reason = e.getClass().getSimpleName();
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof EOFException) {
                return new IOException(name + ": the file is truncated", e);
            } else if (t instanceof OutOfMemoryError) {
                return MachineLimits.heap(name, e);
            }
            // The innermost knows best.
            reason = t.getMessage() == null || t.getMessage().isBlank() ? reason : t.getMessage();
        }
        return new IOException(
                name + ": cannot be decoded: " + reason.lines().findFirst().orElse(reason), e);
    }
}
