package dev.limpid.training;

import dev.limpid.io.RangeChoice;
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

    /** The card's line with the range. */
    public static final String RANGE_LINE = ModelCard.TRAINING + RANGE;

    static final String CROP = "crop";
    static final String FLIPS = "flips";

    /** Of what no card speaks. */
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
