package dev.limpid.spark;

import dev.limpid.io.Sha256;
import java.nio.charset.StandardCharsets;

/** A seed for each picture, whichever task and executor restores it. */
final class Seeds {
    /** Whole numbers below 2^52 are exact in every reader of JSON. */
    private static final int HEXADECIMAL_DIGITS = 13;

    private Seeds() {}

    /**
     * The seed of a picture.
     *
     * @param job seed of the whole job
     * @param picture SHA-256 of its file
     */
    static long of(long job, String picture) {
        String hash = Sha256.of((job + " " + picture).getBytes(StandardCharsets.US_ASCII));
        return Long.parseLong(hash.substring(0, HEXADECIMAL_DIGITS), 16);
    }
}
