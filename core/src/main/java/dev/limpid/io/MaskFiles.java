package dev.limpid.io;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Masks in files: white (or 1, or True) is kept, black is missing. Pictures and NPY arrays. */
public final class MaskFiles {
    /** The greatest values of 8 and 16 bits, which are white where a mask goes beyond 1. */
    private static final List<Double> WHITES = List.of(255.0, 65535.0);

    private MaskFiles() {}

    /** Reads a mask within the default limits. */
    public static Mask read(Path file) throws IOException {
        return read(file, ReadLimits.DEFAULT);
    }

    /**
     * Reads a mask: a gray picture, or an array (H, W), (C, H, W), (H, W, C) or one of these in a batch of one, C = 1 or 3. White is
     * 1, or where values are greater 255 or 65535. Values between black and white are decided at one half, with a notice.
     *
     * @throws IOException in one line that names the file: it cannot be read, is a coloured picture, has another shape or
     *     values outside the range, or is all white or all black while its alpha varies
     */
    public static Mask read(Path file, ReadLimits limits) throws IOException {
        byte[] bytes = limits.readAll(file);
        if (FileKind.of(bytes) == FileKind.NPY) {
            return fromArray(Npy.parse(bytes, file.toString(), limits), file.toString());
        }
        try (var scope = Scope.open()) {
            PictureFile picture = PictureFile.of(bytes, file.toString(), limits);
            picture.requireSingle();
            Image image = picture.read(0, range(picture, FileKind.of(bytes), file.toString()));
            Mask mask = fromPicture(image, file.toString());
            scope.keep(mask.observed());
            return mask;
        }
    }

    private static Mask fromPicture(Image image, String name) throws IOException {
        float[] values = image.pixels().toFloats();
        int plane = image.height() * image.width();
        for (int i = plane; i < values.length; i++) {
            if (values[i] != values[i % plane]) {
                throw new IOException(name + ": is a coloured picture; a mask is black and white");
            }
        }
        var white = new double[plane];
        Arrays.setAll(white, i -> (values[i] + 1.0) / 2);
        Mask mask = decide(white, image.notices(), 1, 1, image.height(), image.width());
        if (image.alpha() == null) {
            return mask;
        }
        return withoutAlpha(mask, image.alpha().toFloats(), name);
    }

    /** A hole that was erased, and not painted black, stands in alpha alone. */
    private static Mask withoutAlpha(Mask mask, float[] alpha, String name) throws IOException {
        float[] observed = mask.observed().toFloats();
        if (isUniform(observed) && !isUniform(alpha)) {
            throw new IOException(name + ": " + (observed[0] == 1 ? "nothing is missing" : "everything is missing")
                    + " in its colours, only its alpha varies; a mask is white where the picture is kept and black where it"
                    + " is missing, without alpha");
        }
        var notices = new ArrayList<>(mask.notices());
        notices.add("transparency of the mask ignored");
        return new Mask(mask.observed(), notices);
    }

    private static boolean isUniform(float[] values) {
        for (float value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }

    private static Mask fromArray(Npy array, String name) throws IOException {
        int[] stored = array.shape();
        boolean batchOfOne = stored.length == 4 && stored[0] == 1;
        int[] shape = batchOfOne ? Arrays.copyOfRange(stored, 1, 4) : stored;
        ArrayLayout layout = layout(shape);
        double[] values = array.values();
        if (layout == null || values.length == 0) {
            throw new IOException(
                    name + ": has shape " + Arrays.toString(stored)
                            + "; a mask is (H, W), (C, H, W), (H, W, C) or one of these in a batch of one, with 1 or 3 channels");
        }
        double white = white(values, array.type().charAt(0) != 'f', name);
        int channels = layout.channels(shape);
        int height = layout.height(shape);
        int width = layout.width(shape);
        var ordered = new double[values.length];
        for (int i = 0; i < ordered.length; i++) {
            int row = i / width;
            int at = layout.start(row / height, row % height, channels, height, width);
            ordered[i] = values[at + i % width * layout.step(channels)] / white;
        }
        return decide(ordered, List.of(), 1, channels, height, width);
    }

    /** Channels stand first where both ends could be channels; null if neither end can. */
    private static @Nullable ArrayLayout layout(int[] shape) {
        if (shape.length == 2) {
            return ArrayLayout.HW;
        }
        if (shape.length != 3) {
            return null;
        }
        return isChannels(shape[0]) ? ArrayLayout.CHW : isChannels(shape[2]) ? ArrayLayout.HWC : null;
    }

    private static boolean isChannels(int size) {
        return size == 1 || size == 3;
    }

    /** A TIFF may hold numbers whose type does not tell which of them is white. */
    private static RangeChoice range(PictureFile picture, FileKind kind, String name) throws IOException {
        if (!kind.isTiff()) {
            return RangeChoice.NATURAL;
        }
        Samples samples = picture.single(new ArrayList<>());
        if (samples.type().container() != null) {
            return RangeChoice.NATURAL;
        }
        int width = samples.width();
        var values = new double[width * samples.height()];
        var row = new double[width];
        for (int y = 0; y < samples.height(); y++) {
            samples.row(0, y, row);
            System.arraycopy(row, 0, values, y * width, width);
        }
        return RangeChoice.of(0, white(values, samples.type().kind() != SampleType.Kind.FLOAT, name));
    }

    /**
     * The value that is white: floating point has to reach 255 or 65535 exactly, or else is measured against 1.
     *
     * @throws IOException if a value is not between black and white
     */
    private static double white(double[] values, boolean integers, String name) throws IOException {
        double greatest = Arrays.stream(values).max().orElse(0);
        double white = greatest <= 1
                ? 1
                : WHITES.stream()
                        .filter(w -> integers ? greatest <= w : greatest == w)
                        .findFirst()
                        .orElse(1.0);
        for (double value : values) {
            if (!(value >= 0 && value <= white)) {
                throw new IOException(name + ": holds " + value
                        + "; a mask holds numbers from 0 (missing) to 1 (kept), or to 255 or 65535 where that is kept");
            }
        }
        return white;
    }

    private static Mask decide(double[] white, List<String> notices, long... shape) {
        var observed = new float[white.length];
        int soft = 0;
        for (int i = 0; i < white.length; i++) {
            observed[i] = white[i] >= 0.5 ? 1 : 0;
            soft += white[i] == observed[i] ? 0 : 1;
        }
        var all = new ArrayList<>(notices);
        if (soft > 0) {
            all.add(soft + " of " + white.length + " mask values lie between black and white; decided at one half");
        }
        return new Mask(Tensor.of(observed, shape), all);
    }
}
