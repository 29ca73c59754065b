package dev.limpid.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a file may claim before memory is given to it.
 *
 * @param pixels width · height that a picture may declare, or elements of an array
 * @param bytes size of the file
 */
public record ReadLimits(long pixels, long bytes) {
    /** 64 million pixels, 256 MiB. */
    public static final ReadLimits DEFAULT = new ReadLimits(64_000_000, 256L << 20);

    public ReadLimits {
        if (pixels <= 0 || bytes <= 0) {
            throw new IllegalArgumentException(
                    "limits must be positive, got " + pixels + " pixels, " + bytes + " bytes");
        }
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

    void requirePixels(long width, long height, String name) throws IOException {
        if (width <= 0 || height <= 0) {
            throw new IOException(name + ": declares " + width + " x " + height + " pixels");
        }
        // Division, because the product of two declared sizes may overflow.
        if (width > pixels / height) {
            throw new IOException(
                    name + ": " + width + " x " + height + " pixels are more than the limit of " + pixels);
        }
    }
}
