package dev.limpid.job;

import dev.limpid.degradation.Part;
import dev.limpid.io.AdvisedException;
import dev.limpid.io.Images;
import dev.limpid.tensor.Tensor;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a picture comes to the size that is needed.
 *
 * @param resize by scaling
 * @param crop by cutting, from this corner, or null
 * @param command the command line with one more option, where one can be proposed
 */
record Sizing(boolean resize, @Nullable Crop crop, Function<String, Optional<String>> command) {

    /**
     * A size that is needed.
     *
     * @param reason who needs it, to stand behind "but", such as "prior cats64 takes 64x64"
     */
    record Wanted(int width, int height, String reason) {}

    /** A remark where the result may surprise the user. */
    Optional<String> notice(int width, int height) {
        return resize && height != width
                ? Optional.of("--resize makes " + width + "x" + height
                        + " pixels square, which distorts them; --crop does not")
                : Optional.empty();
    }

    /**
     * The picture in the wanted size.
     *
     * @param scalable whether the picture may be scaled: a mask belongs to its pixels, and cannot be scaled with them
     */
    Tensor picture(Tensor pixels, Path file, Wanted wanted, boolean scalable) {
        if (resize) {
            return Images.resize(pixels, wanted.width(), wanted.height());
        }
        if (crop != null) {
            return Images.crop(pixels, crop.x(), crop.y(), wanted.width(), wanted.height());
        }
        requireFit((int) pixels.size(3), (int) pixels.size(2), file, wanted, scalable);
        return pixels;
    }

    /** Refuses a picture of another size than the wanted one that is to stay as it is. */
    void requireFit(int width, int height, Path file, Wanted wanted, boolean scalable) {
        boolean stays = !resize && crop == null;
        if (stays && (height != wanted.height() || width != wanted.width())) {
            throw new AdvisedException(
                    file + ": has " + width + "x" + height + " pixels, but " + wanted.reason(),
                    ways(width - wanted.width(), height - wanted.height(), scalable),
                    "");
        }
    }

    /** The options that make a picture fit that has so many pixels too many, with the whole command to be copied. */
    private String ways(int excessX, int excessY, boolean scalable) {
        boolean cuttable = excessX >= 0 && excessY >= 0;
        if (!cuttable && !scalable) {
            return "";
        }
        String option = cuttable ? "--crop " + excessX / 2 + "," + excessY / 2 : "--resize";
        String other = cuttable && scalable ? " or --resize" : "";
        return command.apply(option)
                .map(line -> "; add " + option + other + ": " + line)
                .orElse("; add " + option + other + ", in a run of its own");
    }

    /** The part of a picture that is wanted. */
    Part part(int pictureWidth, int pictureHeight, int width, int height) {
        int left = crop == null ? 0 : crop.x();
        int top = crop == null ? 0 : crop.y();
        return new Part(left, top, width, height, pictureWidth, pictureHeight, resize);
    }
}
