package dev.limpid.job;

import dev.limpid.io.Encoding;
import dev.limpid.io.ResultFormat;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How results are written.
 *
 * @param format null for that of the input where it is lossless, and PNG for other inputs
 * @param anonymous whether they leave out where files lay and what tells of people and places
 * @param former whether they are as former versions wrote them: lossless WebP as PNG, and nothing but a TIFF says what its input
 *     says beside the pixels
 * @param samples solves with draws of their own; from two on a map shows how much they vary
 * @param preview whether a quick one at a smaller scale comes first
 * @param residual whether a picture shows where the result disagrees with the measurement, and a number how much
 */
public record ResultForm(
        @Nullable ResultFormat format,
        boolean anonymous,
        boolean former,
        int samples,
        boolean preview,
        boolean residual) {
    /** The key of records; those of former versions have none. */
    static final String FORMAT = "format";

    /** The word of records for the input's own format. */
    static final String INPUTS = "input";

    private static final String UNSEEN =
            "written as WebP, which keeps no colours of pixels that cannot be seen, where alpha is 0";

    private static final String ANONYMOUS = "anonymous";
    private static final String SAMPLES = "samples";

    /** The key of a preview, which changes nothing of the result itself. */
    static final String PREVIEW = "preview";

    private static final String RESIDUAL = "residual";

    private static final int MOST_SAMPLES = 1000;

    /** Everything that the input says, in its own format where that is lossless. */
    public static final ResultForm FULL = new ResultForm(null, false, false, 1, false, false);

    public ResultForm {
        if (samples < 1 || samples > MOST_SAMPLES) {
            throw new IllegalArgumentException("samples must be 1 to " + MOST_SAMPLES + ", got " + samples);
        }
    }

    static ResultForm recorded(Map<String, Object> request) {
        boolean anonymous = Boolean.TRUE.equals(request.get(ANONYMOUS));
        Object format = request.get(FORMAT);
        int samples = request.get(SAMPLES) instanceof Number number ? number.intValue() : 1;
        boolean preview = Boolean.TRUE.equals(request.get(PREVIEW));
        boolean residual = Boolean.TRUE.equals(request.get(RESIDUAL));
        if (format == null) {
            return new ResultForm(null, anonymous, true, samples, preview, residual);
        }
        return new ResultForm(
                format.equals(INPUTS) ? null : ResultFormat.named(String.valueOf(format)),
                anonymous,
                false,
                samples,
                preview,
                residual);
    }

    /** Adds what a record holds of it. */
    void record(Map<String, Object> request) {
        if (!former) {
            request.put(FORMAT, format == null ? INPUTS : format.ending());
        }
        if (anonymous) {
            request.put(ANONYMOUS, true);
        }
        if (samples > 1) {
            request.put(SAMPLES, samples);
        }
        if (preview) {
            request.put(PREVIEW, true);
        }
        if (residual) {
            request.put(RESIDUAL, true);
        }
    }

    /**
     * How the result of an input is written; whatever the user may not expect is noted.
     *
     * @param width of the result, in pixels
     * @param alpha whether the result has alpha
     * @throws IOException in one line that names the file, if the format that was asked for cannot hold the result
     */
    Encoding of(Encoding input, int width, int height, boolean alpha, String name, List<String> notices)
            throws IOException {
        Encoding known = former ? input.former() : input;
        Encoding told = anonymous ? known.anonymous() : known;
        if (format != null) {
            requireHeld(format, width, height, alpha, name);
            return written(told, format, alpha, notices);
        }
        ResultFormat own = told.result();
        if (!own.holds(Math.max(width, height))) {
            notices.add("written as PNG: " + own.label() + " does not hold " + width + " x " + height + " pixels");
            return told.as(ResultFormat.PNG);
        }
        return written(told, own, alpha, notices);
    }

    private static Encoding written(Encoding input, ResultFormat format, boolean alpha, List<String> notices) {
        notices.addAll(input.losses(format));
        if (alpha && format == ResultFormat.WEBP) {
            notices.add(UNSEEN);
        }
        return input.as(format);
    }

    private static void requireHeld(ResultFormat format, int width, int height, boolean alpha, String name)
            throws IOException {
        if (alpha && !format.holdsAlpha()) {
            throw new IOException(name + ": has alpha, which " + format.label()
                    + " does not hold; --format png, tiff or webp keep it");
        }
        if (!format.holds(Math.max(width, height))) {
            throw new IOException(name + ": its result of " + width + " x " + height + " pixels is larger than "
                    + format.label() + " holds; --format png or tiff hold it");
        }
    }
}
