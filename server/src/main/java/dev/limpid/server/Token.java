package dev.limpid.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The word by which a client of another computer is let in. */
final class Token {
    private static final int BYTES = 16;

    private final String word;

    private Token(String word) {
        this.word = word;
    }

    static Token random() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Token(HexFormat.of().formatHex(bytes));
    }

    /** Takes as long for any word, so that it cannot be guessed letter by letter. */
    boolean is(String given) {
        return MessageDigest.isEqual(word.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return word;
    }
}
