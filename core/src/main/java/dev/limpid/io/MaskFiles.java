package dev.limpid.io;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Masks in files: white (or 1, or True) is kept, black is missing. Pictures and NPY arrays. */
public final class MaskFiles {
    private MaskFiles() {}

    /** Reads a mask within the default limits. */
    public static Mask read(Path file) throws IOException {
        return read(file, ReadLimits.DEFAULT);
    }

    /**
     * Reads a mask: a gray picture, or an array (H, W), (C, H, W) or (1, C, H, W) with values from 0 to 1, or integers from
     * 0 to 255. Values between black and white are decided at one half, with a notice.
     *
     * @throws IOException in one line that names the file: it cannot be read, is a coloured picture, or has another shape
     *     or values outside the range
     */
    public static Mask read(Path file, ReadLimits limits) throws IOException {
        byte[] bytes = limits.readAll(file);
        if (FileKind.of(bytes) == FileKind.NPY) {
            return fromArray(Npy.parse(bytes, file.toString(), limits), file.toString());
        }
        try (var scope = Scope.open()) {
            Image image = Images.read(file, limits);
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
        var notices = new ArrayList<>(image.notices());
        if (image.alpha() != null) {
            notices.add("transparency of the mask ignored");
        }
        return decide(white, notices, 1, 1, image.height(), image.width());
    }

    private static Mask fromArray(Npy array, String name) throws IOException {
        int[] s = array.shape();
        boolean batchOfOne = s.length == 4 && s[0] == 1;
        double[] stored = array.values();
        if (s.length < 2 || s.length > 4 || (s.length == 4 && !batchOfOne) || stored.length == 0) {
            throw new IOException(
                    name + ": has shape " + Arrays.toString(s) + "; a mask is (H, W), (C, H, W) or (1, C, H, W)");
        }
        int channels = s.length == 2 ? 1 : s[s.length - 3];
        if (channels != 1 && channels != 3) {
            throw new IOException(name + ": has " + channels + " channels; a mask has 1 or 3");
        }
        double white =
                array.type().charAt(0) != 'f' && Arrays.stream(stored).max().orElse(0) > 1 ? 255 : 1;
        var values = new double[stored.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = stored[i] / white;
            if (!(values[i] >= 0 && values[i] <= 1)) {
                throw new IOException(name + ": holds " + stored[i]
                        + "; a mask holds numbers from 0 (missing) to 1 (kept), or integers to 255");
            }
        }
        return decide(values, List.of(), 1, channels, s[s.length - 2], s[s.length - 1]);
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
