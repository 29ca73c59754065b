package dev.limpid.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PBM, PGM, PPM or PAM.
 *
 * <p>Source: the manual pages pbm(5), pgm(5), ppm(5) and pam(5) of netpbm.
 *
 * @param form the digit of its magic
 * @param most the largest value that it declares; 0 if it declares none
 * @param end behind the samples of the first picture; 0 where they are written as text, which no other picture follows
 * @param header one character for each byte where the header is
 */
record PnmFile(byte[] file, String name, int form, long most, long end, String header) implements Container {
    private static final int PAM = 7;
    private static final int FIRST_RAW = 4;
    private static final int COLOURS = 6;
    private static final int LONGEST_HEADER = 4096;
    private static final int MOST_DIGITS = 9;

    private static final Pattern END = Pattern.compile("(?m)^ENDHDR[ \\t\\r]*$");
    private static final Pattern NAMED = Pattern.compile("(?m)^TUPLTYPE[ \\t]+\\S");

    static PnmFile of(byte[] file, String name) {
        String start = new String(file, 0, Math.min(file.length, LONGEST_HEADER), StandardCharsets.ISO_8859_1);
        int form = file[1] - '0';
        return form == PAM ? named(file, name, start) : ordered(file, name, form, start);
    }

    private static PnmFile named(byte[] file, String name, String start) {
        Matcher end = END.matcher(start);
        boolean whole = end.find();
        String header = whole ? start.substring(0, end.start()) : start;
        long samples = number(header, "WIDTH") * number(header, "HEIGHT") * number(header, "DEPTH");
        long most = number(header, "MAXVAL");
        long last = whole ? end.end() + 1 + samples * (most > 0xff ? 2 : 1) : 0;
        return new PnmFile(file, name, PAM, most, last, header);
    }

    /** Width, height and, but for a bitmap, the largest value. */
    private static PnmFile ordered(byte[] file, String name, int form, String start) {
        boolean bitmap = form == 1 || form == FIRST_RAW;
        var numbers = new long[bitmap ? 2 : 3];
        int at = 2;
        for (int i = 0; i < numbers.length; i++) {
            int from = wordFrom(start, at);
            at = from;
            while (at < start.length() && Character.isDigit(start.charAt(at))) {
                at++;
            }
            if (at == from || at - from > MOST_DIGITS) {
                return new PnmFile(file, name, form, 0, 0, start);
            }
            numbers[i] = Long.parseLong(start.substring(from, at));
        }
        long most = bitmap ? 1 : numbers[2];
        long row = bitmap ? (numbers[0] + 7) / 8 : numbers[0] * (form == COLOURS ? 3 : 1) * (most > 0xff ? 2 : 1);
        return new PnmFile(file, name, form, most, form < FIRST_RAW ? 0 : at + 1 + row * numbers[1], start);
    }

    /** Behind white space and comments. */
    private static int wordFrom(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == '#' || Character.isWhitespace(text.charAt(at)))) {
            int line = text.indexOf('\n', at);
            at = text.charAt(at) != '#' ? at + 1 : line < 0 ? text.length() : line;
        }
        return at;
    }

    /** Whether each sample is a bit; a PAM has a byte for each, which its decoder leaves as it is. */
    boolean isBitmap() {
        return form == 1 || form == FIRST_RAW || (form == PAM && most == 1);
    }

    @Override
    public Embedded embedded() {
        return Embedded.NOTHING;
    }

    @Override
    public List<String> notices() {
        boolean more = end > 0
                && end < file.length
                && FileKind.of(Arrays.copyOfRange(file, (int) end, file.length)) == FileKind.PNM;
        return more ? List.of(SEVERAL) : List.of();
    }

    /** A PAM need not name what its channels are, but its decoder asks for it: one channel is gray, three are RGB. */
    @Override
    public byte[] decodable() throws IOException {
        if (form != PAM || end == 0 || NAMED.matcher(header).find()) {
            return file;
        }
        long depth = number(header, "DEPTH");
        if (depth != 1 && depth != 3) {
            throw new IOException(name + ": declares a DEPTH of " + depth + " and names no TUPLTYPE that would say what"
                    + " its channels are; 1 (gray) and 3 (RGB) are read without");
        }
        // Two values of gray have a name of their own.
        String type = depth == 3 ? "RGB" : isBitmap() ? "BLACKANDWHITE" : "GRAYSCALE";
        byte[] line = ("TUPLTYPE " + type + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(file.length + line.length)
                .put(file, 0, header.length())
                .put(line)
                .put(file, header.length(), file.length - header.length())
                .array();
    }

    private static long number(String header, String key) {
        Matcher value = Pattern.compile("(?m)^" + key + "[ \\t]+(\\d{1,9})\\b").matcher(header);
        return value.find() ? Long.parseLong(value.group(1)) : 0;
    }
}
