package dev.limpid.job;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The upper left corner, in pixels, of the part of an image that is to be restored. */
public record Crop(int x, int y) {
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,6}),(\\d{1,6})");

    /**
     * Reads {@code x,y}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Crop parse(String text) {
        Matcher m = SYNTAX.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "the upper left corner is x,y in pixels, such as 85,0; got '" + text + "'");
        }
        return new Crop(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
    }
}
