package dev.limpid.cli;

import dev.limpid.experiment.Degradation;
import dev.limpid.io.Images;
import dev.limpid.tensor.Tensor;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a picture comes to the size that is needed.
 *
 * @param resize by scaling
 * @param crop by cutting, from this corner, or null
 * @param wanted who needs the size, such as "prior cats64 takes"
 */
record Fit(boolean resize, @Nullable Crop crop, String wanted) {

    /** What the user may not expect of it. */
    Optional<String> notice(Tensor pixels) {
        long height = pixels.size(2);
        long width = pixels.size(3);
        return resize && height != width
                ? Optional.of("--resize makes " + width + "x" + height
                        + " pixels square, which distorts them; --crop does not")
                : Optional.empty();
    }

    /**
     * The picture with {@code size} × {@code size} pixels.
     *
     * @param scalable whether the picture may be scaled: a mask belongs to its pixels, and cannot be scaled with them
     */
    Tensor picture(Tensor pixels, Path file, int size, boolean scalable) {
        if (resize) {
            return Images.resize(pixels, size, size);
        }
        if (crop != null) {
            return Images.crop(pixels, crop.x(), crop.y(), size, size);
        }
        int height = (int) pixels.size(2);
        int width = (int) pixels.size(3);
        if (height != size || width != size) {
            throw new IllegalArgumentException(file + ": has " + width + "x" + height + " pixels, but " + wanted + " "
                    + size + "x" + size + ways(width, height, size, scalable));
        }
        return pixels;
    }

    /** The options that make a picture fit. */
    private static String ways(int width, int height, int size, boolean scalable) {
        String resize = scalable ? "--resize" : "";
        String crop = height >= size && width >= size ? "--crop " + (width - size) / 2 + "," + (height - size) / 2 : "";
        String both = crop.isEmpty() || resize.isEmpty() ? crop + resize : crop + " or " + resize;
        return both.isEmpty() ? "" : ": add " + both;
    }

    /** The degradation with a mask of the whole picture cut as the picture is. */
    Degradation maskOf(Degradation degradation, Tensor picture, int size) {
        Tensor mask = degradation.mask();
        boolean whole = mask != null && mask.size(2) == picture.size(2) && mask.size(3) == picture.size(3);
        return whole && mask != null && crop != null
                ? degradation.withMask(Images.crop(mask, crop.x(), crop.y(), size, size))
                : degradation;
    }
}
