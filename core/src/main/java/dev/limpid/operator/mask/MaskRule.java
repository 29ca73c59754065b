package dev.limpid.operator.mask;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which pixels are missing, said by a rule instead of a file. Its text, such as {@code centre:32}, is what {@link #parse} reads
 * and {@code toString} gives. Sizes and places are in pixels of the image that is sought.
 *
 * <p>Source of the kinds: random pixels, a box and its complement as in DPS, DMILO and DAPS, halves as in DCPS, strokes in the
 * manner of Palette's free-form masks, whose files are not for redistribution.
 */
public sealed interface MaskRule {
    /** The rules that {@link #parse} reads, for messages and help. */
    String SYNTAX = "random:SHARE, strokes:SHARE, box:SIDE, box:X,Y,WIDTH,HEIGHT, centre:SIDE, outside:SIDE or"
            + " half:left|right|top|bottom";

    /** The words that rules begin with. */
    Pattern KIND = Pattern.compile("(random|strokes|box|centre|center|outside|half):.*");

    /**
     * The mask, (1, 1, H, W), 1 where a pixel is kept.
     *
     * @param rng the image's own streams
     * @throws IllegalArgumentException if the rule does not fit an image of this size, or keeps none of its pixels
     */
    Tensor observed(int height, int width, Rng rng);

    /** Whether the mask depends on what is drawn, so that another seed gives another one. */
    default boolean drawn() {
        return false;
    }

    private static void requireSide(String rule, int side) {
        if (side < 1) {
            throw new IllegalArgumentException(rule + " takes a side of at least 1 pixel, got " + side);
        }
    }

    /** Single pixels, a share of all, in [0, 1). */
    record Random(double share) implements MaskRule {
        public Random {
            if (!(share >= 0 && share < 1)) {
                throw new IllegalArgumentException(
                        "the share that random removes must be at least 0 and below 1, got " + share);
            }
        }

        @Override
        public Tensor observed(int height, int width, Rng rng) {
            return Masks.random(rng, share, height, width);
        }

        @Override
        public boolean drawn() {
            return true;
        }

        @Override
        public String toString() {
            return "random:" + share;
        }
    }

    /** Strokes of a brush, until they cover a share of the image. */
    record Strokes(double share) implements MaskRule {
        private static final double MOST = 0.9;

        public Strokes {
            if (!(share > 0 && share <= MOST)) {
                throw new IllegalArgumentException("strokes cover more than 0 and at most " + MOST + ", got " + share);
            }
        }

        @Override
        public Tensor observed(int height, int width, Rng rng) {
            return BrushStrokes.draw(rng, share, height, width);
        }

        @Override
        public boolean drawn() {
            return true;
        }

        @Override
        public String toString() {
            return "strokes:" + share;
        }
    }

    /** A square at a place that is drawn, a sixteenth of the image away from its borders. */
    record Box(int side) implements MaskRule {
        private static final int MARGIN = 16;

        public Box {
            requireSide("box", side);
        }

        @Override
        public Tensor observed(int height, int width, Rng rng) {
            return Masks.box(rng, side, side, Math.min(height, width) / MARGIN, height, width);
        }

        @Override
        public boolean drawn() {
            return true;
        }

        @Override
        public String toString() {
            return "box:" + side;
        }
    }

    /** A rectangle with its upper left corner at (x, y). */
    record Rectangle(int x, int y, int width, int height) implements MaskRule {
        @Override
        public Tensor observed(int imageHeight, int imageWidth, Rng rng) {
            return Masks.rectangle(x, y, width, height, imageHeight, imageWidth);
        }

        @Override
        public String toString() {
            return "box:" + x + "," + y + "," + width + "," + height;
        }
    }

    /** A square in the middle. */
    record Centre(int side) implements MaskRule {
        public Centre {
            requireSide("centre", side);
        }

        @Override
        public Tensor observed(int height, int width, Rng rng) {
            return Masks.rectangle((width - side) / 2, (height - side) / 2, side, side, height, width);
        }

        @Override
        public String toString() {
            return "centre:" + side;
        }
    }

    /** All but a square in the middle: out-painting. */
    record Outside(int side) implements MaskRule {
        public Outside {
            requireSide("outside", side);
        }

        @Override
        public Tensor observed(int height, int width, Rng rng) {
            return Masks.complement(
                    Masks.rectangle((width - side) / 2, (height - side) / 2, side, side, height, width));
        }

        @Override
        public String toString() {
            return "outside:" + side;
        }
    }

    /** One half; of an odd number of pixels the lesser one. */
    record Half(Side side) implements MaskRule {
        @Override
        public Tensor observed(int height, int width, Rng rng) {
            int h = height / 2;
            int w = width / 2;
            return switch (side) {
                case LEFT -> Masks.rectangle(0, 0, w, height, height, width);
                case RIGHT -> Masks.rectangle(width - w, 0, w, height, height, width);
                case TOP -> Masks.rectangle(0, 0, width, h, height, width);
                case BOTTOM -> Masks.rectangle(0, height - h, width, h, height, width);
            };
        }

        @Override
        public String toString() {
            return "half:" + side.name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a half is. */
    enum Side {
        LEFT,
        RIGHT,
        TOP,
        BOTTOM
    }

    /** Whether a text begins as a rule does, and not as the name of a file. */
    static boolean isRule(String text) {
        return KIND.matcher(text).matches();
    }

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException for anything else than {@link #SYNTAX}
     */
    static MaskRule parse(String text) {
        String kind = text.substring(0, Math.max(0, text.indexOf(':')));
        String value = text.substring(text.indexOf(':') + 1);
        try {
            return switch (kind) {
                case "random" -> new Random(Double.parseDouble(value));
                case "strokes" -> new Strokes(Double.parseDouble(value));
                case "box" -> box(value, text);
                case "centre", "center" -> new Centre(Integer.parseInt(value));
                case "outside" -> new Outside(Integer.parseInt(value));
                case "half" -> new Half(side(value, text));
                default -> throw notUnderstood(text);
            };
        } catch (NumberFormatException e) {
            throw notUnderstood(text);
        }
    }

    private static MaskRule box(String value, String text) {
        int[] n =
                Arrays.stream(value.split(",", -1)).mapToInt(Integer::parseInt).toArray();
        return switch (n.length) {
            case 1 -> new Box(n[0]);
            case 4 -> new Rectangle(n[0], n[1], n[2], n[3]);
            default -> throw notUnderstood(text);
        };
    }

    private static Side side(String value, String text) {
        return Arrays.stream(Side.values())
                .filter(side -> side.name().toLowerCase(Locale.ROOT).equals(value))
                .findFirst()
                .orElseThrow(() -> notUnderstood(text));
    }

    private static IllegalArgumentException notUnderstood(String text) {
        return new IllegalArgumentException("a mask without a file is " + SYNTAX + "; got '" + text + "'");
    }
}
