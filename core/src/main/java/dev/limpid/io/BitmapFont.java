package dev.limpid.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A font of 5 × 7 dots for ASCII, drawn by ourselves: a bare Java runtime on a server may have no fonts and then fails, and
 * the same text gives the same picture everywhere.
 */
final class BitmapFont {
    /** Dots from one character to the next, and from the top of one line to the next. */
    static final int ADVANCE = 6;

    static final int LINE = 9;

    private static final int WIDTH = 5;
    private static final int HEIGHT = 7;
    private static final int PER_BAND = 16;
    private static final char FIRST = ' ';
    private static final char LAST = '~';
    private static final List<String> DOTS = load();

    private BitmapFont() {}

    /** Draws one line of text, each dot a square of {@code scale} pixels; what is not ASCII becomes a question mark. */
    static void draw(Pixels8 picture, String text, int x, int y, int scale, int value) {
        for (int i = 0; i < text.length(); i++) {
            for (int dot = 0; dot < WIDTH * HEIGHT; dot++) {
                if (set(text.charAt(i), dot % WIDTH, dot / WIDTH)) {
                    int left = x + (i * ADVANCE + dot % WIDTH) * scale;
                    square(picture, left, y + dot / WIDTH * scale, scale, value);
                }
            }
        }
    }

    private static void square(Pixels8 picture, int x, int y, int side, int value) {
        for (int i = 0; i < side * side; i++) {
            for (int c = 0; c < picture.channels(); c++) {
                picture.set(c, y + i / side, x + i % side, value);
            }
        }
    }

    private static boolean set(char character, int column, int row) {
        int index = (character < FIRST || character > LAST ? '?' : character) - FIRST;
        String line = DOTS.get(index / PER_BAND * HEIGHT + row);
        return line.charAt(index % PER_BAND * (WIDTH + 1) + column) == '#';
    }

    private static List<String> load() {
        try (InputStream in = BitmapFont.class.getResourceAsStream("font5x7.txt")) {
            if (in == null) {
                throw new IllegalStateException("the resource font5x7.txt is missing beside " + BitmapFont.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
