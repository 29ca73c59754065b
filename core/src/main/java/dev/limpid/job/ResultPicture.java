package dev.limpid.job;

import dev.limpid.degradation.MeasuredPicture;
import dev.limpid.io.Encoding;
import dev.limpid.io.Image;
import dev.limpid.io.Images;
import dev.limpid.io.SampleType;
import dev.limpid.io.ValueRange;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a result as its input stood: format, depth, range, alpha, colour profile and everything that it says beside its pixels.
 *
 * @param encoding of the picture that came in
 * @param alpha opacity of the part that was restored, (1, 1, H, W) in [0, 1], or null
 * @param whole whether that part is the whole picture, and no more than it
 * @param width of the part that was restored, in the input's pixels; likewise {@code height}
 */
record ResultPicture(Encoding encoding, @Nullable Tensor alpha, boolean whole, int width, int height) {
    private static final String PREVIEW = "png";

    /** The file's name without its ending, where the result is finished. */
    static final String RESTORED = "restored";

    /**
     * For a picture that was brought to size: scaled ones stand for all of it.
     *
     * @param part the picture in that size
     */
    static ResultPicture of(Image input, Sizing sizing, Tensor part) {
        Tensor alpha = input.alpha();
        if (sizing.resize()) {
            return new ResultPicture(input.encoding(), alpha, true, input.width(), input.height());
        }
        Crop crop = sizing.crop();
        int width = (int) part.size(3);
        int height = (int) part.size(2);
        if (alpha != null && crop != null) {
            alpha = Images.crop(alpha, crop.x(), crop.y(), width, height);
        }
        return new ResultPicture(input.encoding(), alpha, crop == null, width, height);
    }

    /**
     * For a measurement of that size: where more of the scene went into it than it shows, the result is larger than the
     * picture, which lies in its middle.
     *
     * @param part the picture in the measurement's size
     * @param a the A of the measurement
     */
    ResultPicture measuredBy(ForwardOperator a, Tensor part) {
        Tensor seen = MeasuredPicture.inPlace(part, a);
        if (seen.size(2) == part.size(2) && seen.size(3) == part.size(3)) {
            return this;
        }
        Tensor opacity = alpha == null ? null : MeasuredPicture.inPlace(inSizeOf(part, alpha), a);
        double scaleX = width / (double) part.size(3);
        double scaleY = height / (double) part.size(2);
        return new ResultPicture(encoding, opacity, false, (int) Math.round(scaleX * seen.size(3)), (int)
                Math.round(scaleY * seen.size(2)));
    }

    /** For a measurement of an image: floating point in the units of its y. */
    static ResultPicture ofMeasurement(int height, int width) {
        var float32 = new SampleType(SampleType.Kind.FLOAT, 32);
        return new ResultPicture(Encoding.plain("NPY", float32, new ValueRange(-1, 1)), null, true, width, height);
    }

    /**
     * The result in the form that was asked for.
     *
     * @param file the input, for messages
     * @param notices takes what the user may not expect
     */
    ResultPicture in(ResultForm form, int height, int width, Path file, List<String> notices) throws IOException {
        Encoding written = form.of(encoding, width, height, alpha != null, file.toString(), notices);
        return new ResultPicture(written, alpha, whole, this.width, this.height);
    }

    /**
     * Writes {@code restored.png}, and beside it {@code restored.tiff} or another format; the PNG is then an 8-bit preview.
     *
     * @param stem the name without its ending, such as {@link #RESTORED}
     */
    void write(Tensor x, String stem, Path folder) throws IOException {
        double scaleX = x.size(3) / (double) width;
        double scaleY = x.size(2) / (double) height;
        boolean asItWas = whole && scaleX == 1 && scaleY == 1;
        Images.write(x, opacity(x), asItWas ? encoding : encoding.scaled(scaleX, scaleY), folder.resolve(name(stem)));
        if (!encoding.extension().equals(PREVIEW)) {
            Images.write(x, folder.resolve(stem + "." + PREVIEW));
        }
    }

    /** The name of the result's file. */
    String name(String stem) {
        return stem + "." + encoding.extension();
    }

    /** The opacity of what was restored, in the result's size. */
    private @Nullable Tensor opacity(Tensor x) {
        if (alpha == null) {
            return null;
        }
        return inSizeOf(x, alpha);
    }

    private static Tensor inSizeOf(Tensor x, Tensor alpha) {
        boolean fits = alpha.size(2) == x.size(2) && alpha.size(3) == x.size(3);
        return fits ? alpha : Images.resize(alpha, (int) x.size(3), (int) x.size(2));
    }
}
