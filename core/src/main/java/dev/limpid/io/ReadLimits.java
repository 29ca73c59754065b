package dev.limpid.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a file may claim before memory is given to it, and how long its decoder may take.
 *
 * @param pixels width · height that a picture may declare, or elements of an array
 * @param bytes size of the file
 * @param pixelsPerByte how many times more pixels than the file has bytes a picture may declare; small ones may declare
 *     more
 * @param seconds time for decoding one picture
 */
public record ReadLimits(long pixels, long bytes, long pixelsPerByte, int seconds) {
    /**
     * 64 million pixels, 256 MiB, 10 000 pixels for each byte (a white page of one bit a pixel comes to 8 000 as PNG), one
     * minute.
     */
    public static final ReadLimits DEFAULT = new ReadLimits(64_000_000, 256L << 20);

    /** What fits into an array. */
    private static final long LARGEST_FILE = Integer.MAX_VALUE;

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

    /** The same with another number of pixels, and for more pixels files large enough for them, 16 bytes each. */
    public ReadLimits withPixels(long other) {
        long large = other <= pixels ? bytes : Math.max(bytes, Math.min(other, LARGEST_FILE / 16) * 16);
        return new ReadLimits(other, large, pixelsPerByte, seconds);
    }

    /** The whole file; refuses what is missing, not a plain file, empty or too large. */
    byte[] readAll(Path file) throws IOException {
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
            throw new IOException(file + ": " + size + " bytes are more than the limit of " + bytes);
        }
        try {
            return Files.readAllBytes(file);
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
