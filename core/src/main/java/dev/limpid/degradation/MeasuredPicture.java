package dev.limpid.degradation;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.tensor.Tensor;

/** A measurement as a picture that can be looked at, in [−1, 1]. */
public final class MeasuredPicture {
    private MeasuredPicture() {}

    /**
     * The measurement at the image's size, (B, C, height, width): it is put in its place, then cropped or continued. Where
     * super-resolution has fewer pixels, each of them is repeated.
     */
    public static Tensor of(Measurement measurement, int height, int width) {
        Tensor picture = inPlace(measurement.y(), measurement.known());
        if (picture.size(2) < height) {
            long[] rows = repeated(height, picture.size(2));
            long[] columns = repeated(width, picture.size(3));
            picture = picture.indexSelect(2, Tensor.of(rows, rows.length))
                    .indexSelect(3, Tensor.of(columns, columns.length));
        }
        return picture.narrow(2, 0, height).narrow(3, 0, width).clamp(-1, 1);
    }

    /** The measured pixels where the image has them, see {@link Blur#inPlace}. */
    public static Tensor inPlace(Tensor picture, ForwardOperator a) {
        return a instanceof Blur blur ? blur.inPlace(picture) : picture;
    }

    private static long[] repeated(int to, long from) {
        var index = new long[to];
        for (int i = 0; i < to; i++) {
            index[i] = i * from / to;
        }
        return index;
    }
}
