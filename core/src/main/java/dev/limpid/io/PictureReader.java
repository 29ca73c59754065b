package dev.limpid.io;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** ImageIO behind our own limits, with its many ways to fail turned into one line that names the file. */
final class PictureReader {
    private PictureReader() {}

    /** A decoded picture and what its decoder complained of. */
    record Decoded(BufferedImage picture, List<String> warnings) {}

    /**
     * Decodes a file with one picture.
     *
     * @param format ImageIO's name of the format
     */
    static Decoded decode(byte[] file, String format, String name, ReadLimits limits) throws IOException {
        var warnings = new ArrayList<String>();
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, false, true);
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            limits.requirePixels(width(reader, name), height(reader, name), name);
            BufferedImage picture = read(reader, name);
            requireWhole(warnings, name);
            return new Decoded(picture, List.copyOf(warnings));
        } finally {
            reader.dispose();
        }
    }

    private static int width(ImageReader reader, String name) throws IOException {
        try {
            int pages = reader.getNumImages(true);
            if (pages != 1) {
                throw new IOException("holds " + pages + " pictures, one is read");
            }
            return reader.getWidth(0);
        } catch (IOException | RuntimeException e) {
            throw damaged(name, e);
        }
    }

    private static int height(ImageReader reader, String name) throws IOException {
        try {
            return reader.getHeight(0);
        } catch (IOException | RuntimeException e) {
            throw damaged(name, e);
        }
    }

    private static BufferedImage read(ImageReader reader, String name) throws IOException {
        try {
            return reader.read(0);
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    name + ": " + reader.getWidth(0) + " x " + reader.getHeight(0)
                            + " pixels do not fit into Java's heap; start java with a larger -Xmx",
                    e);
        } catch (IOException | RuntimeException e) {
            throw damaged(name, e);
        }
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

    /** ImageIO's readers throw unchecked exceptions of many kinds at damaged files, too. */
    private static IOException damaged(String name, Exception e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof EOFException) {
                return new IOException(name + ": the file is truncated", e);
            }
        }
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (reason.equals("Unsupported Image Type")) {
            return otherColours(name);
        }
        return new IOException(
                name + ": cannot be decoded: " + reason.lines().findFirst().orElse(reason), e);
    }

    static IOException otherColours(String name) {
        return new IOException(name + ": has colours other than gray or RGB (CMYK?); convert it to RGB");
    }
}
