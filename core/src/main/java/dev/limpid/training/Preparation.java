package dev.limpid.training;

import dev.limpid.io.RangeChoice;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * How a network's pictures are made from those in files.
 *
 * @param range which stored values are black and white
 * @param augmentation which squares are taken
 */
public record Preparation(RangeChoice range, Augmentation augmentation) {
    /** Names of the settings of a training, and behind {@link ModelCard#TRAINING} those of the lines of a card. */
    static final String RANGE = "range";

    static final String CROP = "crop";
    static final String FLIPS = "flips";

    /** The card's line with the range. */
    public static final String RANGE_LINE = ModelCard.TRAINING + RANGE;
    /** The card's line with the crop. */
    public static final String CROP_LINE = ModelCard.TRAINING + CROP;

    /** For pictures of which no card speaks. */
    private static final Preparation USUAL =
            new Preparation(RangeChoice.NATURAL, new Augmentation(Crop.WHOLE, Flips.HORIZONTAL));

    /**
     * How the pictures were prepared that a prior was trained on.
     *
     * @param card what its file says, by name; where that is nothing, the largest squares of pictures that fill their depth
     * @throws IllegalArgumentException naming the line that is not understood
     */
    public static Preparation of(Map<String, String> card) {
        return new Preparation(
                line(card, RANGE, Preparation::range, USUAL.range),
                new Augmentation(
                        line(card, CROP, name -> Crop.valueOf(upper(name)), USUAL.augmentation.crop()),
                        line(card, FLIPS, name -> Flips.valueOf(upper(name)), USUAL.augmentation.flips())));
    }

    /**
     * The square that stands for a picture wherever it is measured: the middle one, and where pictures were cropped at random
     * one that is drawn, the same whenever asked for.
     *
     * @param pixels (1, C, H, W) in [−1, 1], no side shorter than {@code size}; what lies outside is cut
     * @param hash SHA-256 of the picture's file
     * @param page of it, from 0
     * @return (1, channels, size, size): gray is repeated, colours are averaged where the channels differ
     */
    public Tensor square(Tensor pixels, String hash, int page, int channels, int size) {
        Tensor square = augmentation.crop() == Crop.RANDOM
                ? new Augmentation(Crop.RANDOM, Flips.NONE)
                        .draw(pixels, size, stream(hash).image(page))
                : augmentation.middle(pixels, size);
        return PictureBatches.channels(square.clamp(-1, 1), channels);
    }

    /**
     * A whole picture as it is measured.
     *
     * @param pixels (1, C, H, W) in [−1, 1]; what lies outside is cut
     * @return (1, channels, H, W): gray is repeated, colours are averaged where the channels differ
     */
    public static Tensor whole(Tensor pixels, int channels) {
        return PictureBatches.channels(pixels.clamp(-1, 1), channels);
    }

    private static Rng stream(String hash) {
        return Rng.of(Long.parseUnsignedLong(hash.substring(0, 16), 16)).purpose("square");
    }

    private static <T> T line(Map<String, String> card, String name, Function<String, T> parse, T otherwise) {
        String text = card.get(ModelCard.TRAINING + name);
        try {
            return text == null ? otherwise : parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the model card's " + ModelCard.TRAINING + name + " is not understood: '" + text + "'", e);
        }
    }

    private static RangeChoice range(String text) {
        return text.equals(RangeChoice.NATURAL.toString()) ? RangeChoice.NATURAL : RangeChoice.parse(text);
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
