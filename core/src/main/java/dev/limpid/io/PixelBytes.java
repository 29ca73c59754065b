package dev.limpid.io;

import java.io.IOException;

/** Compressed pixels of a file, against those that it declares. */
final class PixelBytes {
    /** How much longer than the pixels their compressed form may be: LZW makes half more of noise, and deflate next to nothing. */
    private static final int LONGER = 2;

    /** Allowed whatever the pixels: headers and tables of many parts. */
    private static final long SMALL = 1 << 16;

    private PixelBytes() {}

    /**
     * Refuses data that would unpack to far more than the pixels.
     *
     * @param compressed bytes in the file
     * @param pixels bytes of the declared pixels
     */
    static void require(long compressed, long pixels, String name) throws IOException {
        if (pixels >= 0 && compressed - SMALL > LONGER * pixels) {
            throw new IOException(name + ": is damaged: holds " + compressed + " compressed bytes for " + pixels
                    + " bytes of pixels");
        }
    }
}
