package dev.limpid.cli;

import dev.limpid.io.Encoding;
import dev.limpid.io.Image;
import dev.limpid.io.Images;
import dev.limpid.io.SampleType;
import dev.limpid.io.ValueRange;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes a result as its input stood: format, depth, range, alpha, colour profile and tags.
 *
 * @param encoding of the picture that came in
 * @param alpha its opacity, (1, 1, H, W) in [0, 1], or null
 * @param crop the upper left corner of the part that was restored, or null for the whole
 * @param width of the part that was restored, in the input's pixels
 */
record ResultPicture(
        Encoding encoding, @Nullable Tensor alpha, @Nullable Crop crop, int width, int height) {
    private static final String PREVIEW = "restored.png";

    /** For a picture that was brought to size: scaled ones stand for all of it. */
    static ResultPicture of(Image input, Fit fit, Tensor part) {
        return fit.resize()
                ? new ResultPicture(input.encoding(), input.alpha(), null, input.width(), input.height())
                : new ResultPicture(
                        input.encoding(), input.alpha(), fit.crop(), (int) part.size(3), (int) part.size(2));
    }

    /** For a measurement of an image: floating point in the units of its y. */
    static ResultPicture ofMeasurement(int height, int width) {
        var float32 = new SampleType(SampleType.Kind.FLOAT, 32);
        return new ResultPicture(Encoding.plain("NPY", float32, new ValueRange(-1, 1)), null, null, width, height);
    }

    /**
     * Writes {@code restored.png}, and {@code restored.tiff} or {@code restored.npy} beside it where the input was such a
     * file; the PNG is then an 8-bit preview.
     */
    void write(Tensor x, Path folder) throws IOException {
        double scaleX = x.size(3) / (double) width;
        double scaleY = x.size(2) / (double) height;
        boolean whole = crop == null && scaleX == 1 && scaleY == 1;
        Images.write(x, opacity(x), whole ? encoding : encoding.scaled(scaleX, scaleY), folder.resolve(name()));
        if (!name().equals(PREVIEW)) {
            Images.write(x, folder.resolve(PREVIEW));
        }
    }

    /** The file in the input's depth. */
    String name() {
        return "restored." + encoding.extension();
    }

    /** The opacity of what was restored, in the result's size. */
    private @Nullable Tensor opacity(Tensor x) {
        if (alpha == null) {
            return null;
        }
        Tensor part = crop == null ? alpha : Images.crop(alpha, crop.x(), crop.y(), width, height);
        boolean fits = part.size(2) == x.size(2) && part.size(3) == x.size(3);
        return fits ? part : Images.resize(part, (int) x.size(3), (int) x.size(2));
    }
}
