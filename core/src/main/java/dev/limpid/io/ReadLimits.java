package dev.limpid.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sizes that a file may claim before memory is given to it, and how long its decoder may take.
 *
 * @param pixels width · height that a picture may declare; an array may have four numbers for each
 * @param bytes size of the file
 * @param pixelsPerByte how many times more pixels than the file has bytes a picture may declare; small ones may declare
 *     more
 * @param seconds time for decoding one picture
 */
public record ReadLimits(long pixels, long bytes, long pixelsPerByte, int seconds) {
    private static final long CHANNELS = 4;

    /** All channels in 32 bits each, not compressed. */
    private static final long BYTES_PER_PIXEL = 4 * CHANNELS;

    /** Allowed whatever the pixels: a stack of many small pages is a large file as well. */
    private static final long SMALL_FILE = 256L << 20;

    /** The bytes that fit into an array. */
    private static final long LARGEST_FILE = Integer.MAX_VALUE;

    /**
     * 64 million pixels in 1 024 million bytes, 10 000 pixels for each byte (a white page of one bit a pixel comes to 8 000 as
     * PNG), one minute.
     */
    public static final ReadLimits DEFAULT = ofPixels(64_000_000);

    /** Harmless whatever its file's size. */
    private static final long SMALL = 1 << 20;

    public ReadLimits {
        if (pixels <= 0 || bytes <= 0 || pixelsPerByte <= 0 || seconds <= 0) {
            throw new IllegalArgumentException("limits must be positive, got " + pixels + " pixels, " + bytes
                    + " bytes, " + pixelsPerByte + " pixels per byte, " + seconds + " seconds");
        }
    }

    /** With the default ratio and time. */
    public ReadLimits(long pixels, long bytes) {
        this(pixels, bytes, 10_000, 60);
    }

    /** Numbers that an array may declare: four channels of as many pixels. */
    long elements() {
        return pixels > Long.MAX_VALUE / CHANNELS ? Long.MAX_VALUE : pixels * CHANNELS;
    }

    /**
     * For pictures of so many pixels, in files large enough for them: 16 bytes each, but at least 256 MiB and less than 2 GiB;
     * with the default ratio and time.
     */
    public static ReadLimits ofPixels(long pixels) {
        long uncompressed = Math.min(Math.max(1, pixels), LARGEST_FILE / BYTES_PER_PIXEL) * BYTES_PER_PIXEL;
        return new ReadLimits(pixels, Math.max(SMALL_FILE, uncompressed));
    }

    /**
     * The whole file; refuses what is missing, not a plain file, empty or too large.
     *
     * @throws IOException for those, and where Java's heap cannot hold it
     */
    byte[] readAll(Path file) throws IOException {
        return readAll(file, "; it grows with --max-pixels");
    }

    /**
     * The same.
     *
     * @param remedy of a file that is too large, for the end of the message
     */
    byte[] readAll(Path file, String remedy) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": " + (Files.isDirectory(file) ? "is a folder" : "is not a plain file"));
        }
        long size = Files.size(file);
        if (size == 0) {
            throw new IOException(file + ": the file is empty");
        }
        if (size > bytes) {
            throw new IOException(file + ": " + size + " bytes are more than the limit of " + bytes
                    + (size > LARGEST_FILE ? "; files of 2 GiB are not read" : remedy));
        }
        try {
            return Files.readAllBytes(file);
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    file + ": " + size + " bytes do not fit into Java's heap of "
                            + (Runtime.getRuntime().maxMemory() >> 20) + " MiB; start java with a larger -Xmx",
                    e);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be read: " + AtomicFile.reason(e), e);
        }
    }

    void requirePixels(long width, long height, long fileSize, String name) throws IOException {
        if (width <= 0 || height <= 0) {
            throw new IOException(name + ": declares " + width + " x " + height + " pixels");
        }
        // Division, because the product of two declared sizes may overflow.
        if (width > pixels / height) {
            throw new IOException(
                    name + ": " + width + " x " + height + " pixels are more than the limit of " + pixels);
        }
        if (width * height > SMALL && width * height / pixelsPerByte > fileSize) {
            throw new IOException(name + ": declares " + width + " x " + height + " pixels in " + fileSize
                    + " bytes, more than " + pixelsPerByte + " pixels per byte");
        }
    }
}
