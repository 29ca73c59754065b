package dev.limpid.degradation;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.tensor.Rng;
import java.io.IOException;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * How images are degraded, before noise: the parameters of A, some given, the others to be drawn. Each task has a record of its
 * own, and in its file everything that the task differs in.
 */
public interface Degradation {
    Task task();

    /** The parameters for a record, as far as they are known before anything is drawn. */
    Map<String, Object> parameters();

    /**
     * A for images of height × width pixels; what is not given is drawn.
     *
     * @param rng the image's own streams
     * @throws IllegalArgumentException in one line, if there is no A for images of this size
     */
    Drawn draw(int height, int width, Rng rng);

    /** The A of {@link #draw}. */
    default ForwardOperator operator(int height, int width, Rng rng) {
        return draw(height, width, rng).a();
    }

    /** Rows of the measurement of an image with {@code height} rows; 0 or less where nothing is left of them. */
    default int measuredHeight(int height) {
        return height;
    }

    /** Columns of the measurement of an image with {@code width} columns; 0 or less where nothing is left of them. */
    default int measuredWidth(int width) {
        return width;
    }

    /** Rows of the largest image whose measurement has {@code measured} rows. */
    default int imageHeight(int measured) {
        return largest(measured, this::measuredHeight);
    }

    /** Columns of the largest image whose measurement has {@code measured} columns. */
    default int imageWidth(int measured) {
        return largest(measured, this::measuredWidth);
    }

    /** By bisection: a larger image never has a smaller measurement. */
    private static int largest(int measured, IntUnaryOperator measure) {
        int fits = 0;
        int exceeds = Integer.MAX_VALUE / 2;
        while (exceeds - fits > 1) {
            int middle = (fits + exceeds) / 2;
            if (measure.applyAsInt(middle) <= measured) {
                fits = middle;
            } else {
                exceeds = middle;
            }
        }
        return fits;
    }

    /**
     * Why a measurement has another size than its image, to stand behind "but".
     *
     * @param image its size, such as {@code 64x64}
     * @param owner whose size it is
     * @param measured size of the measurement
     */
    default String whySmaller(String image, String owner, String measured) {
        return "the " + image + " of " + owner + " are measured as " + measured;
    }

    /** Whether a picture may be scaled to the size that is needed: a mask belongs to its pixels. */
    default boolean scalable() {
        return true;
    }

    /**
     * The degradation of a part of the picture that it was given for.
     *
     * @throws IOException in one line, if it fits neither the picture nor the part
     */
    default Degradation of(Part part) throws IOException {
        return this;
    }

    /** Name of the method without a prior that results are compared with. */
    default String classical() {
        return task().classical();
    }
}
