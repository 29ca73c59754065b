package dev.limpid.training;

import dev.limpid.tensor.BicubicResize;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a square of the network's size is drawn from a picture.
 *
 * @param crop which part
 * @param flips how it may be mirrored
 */
public record Augmentation(Crop crop, Flips flips) {
    /** Which part of a picture is taken. */
    public enum Crop {
        /** At the picture's own resolution: for instruments, where a pixel has a size. */
        NATIVE,
        /** The largest square, scaled down: for objects that fill the picture. */
        WHOLE,
        /** A square of any size between the two, scaled down: for photographs. */
        RANDOM
    }

    /** Mirror images that are as likely as the picture itself. */
    public enum Flips {
        NONE,
        /** Left and right exchanged: for photographs. */
        HORIZONTAL,
        /** All eight turns and mirror images: where there is no up and down. */
        ALL;

        /** One of {@link #of}. */
        Tensor draw(Tensor x, Rng rng) {
            return switch (this) {
                case NONE -> x;
                case HORIZONTAL -> rng.nextInt(2) == 0 ? x : x.flip(3);
                case ALL -> {
                    Tensor mirrored = rng.nextInt(2) == 0 ? x : x.flip(3);
                    Tensor turned = rng.nextInt(2) == 0 ? mirrored : mirrored.flip(2);
                    yield rng.nextInt(2) == 0 ? turned : turned.transpose(2, 3);
                }
            };
        }

        /** A picture (B, C, S, S) and its mirror images. */
        public List<Tensor> of(Tensor x) {
            return switch (this) {
                case NONE -> List.of(x);
                case HORIZONTAL -> List.of(x, x.flip(3));
                case ALL ->
                    Stream.of(x, x.transpose(2, 3))
                            .flatMap(side -> Stream.of(side, side.flip(2)))
                            .flatMap(side -> Stream.of(side, side.flip(3)))
                            .toList();
            };
        }
    }

    /** A part of a picture, (1, C, size, size), from where the stream says. */
    Tensor draw(Tensor picture, int size, Rng rng) {
        long height = picture.size(2);
        long width = picture.size(3);
        long largest = Math.min(height, width);
        long side = switch (crop) {
            case NATIVE -> size;
            case WHOLE -> largest;
            case RANDOM -> Math.round(size * Math.pow((double) largest / size, rng.nextDouble()));
        };
        long top = rng.nextInt((int) (height - side + 1));
        long left = rng.nextInt((int) (width - side + 1));
        return flips.draw(scaled(picture, top, left, side, size), rng);
    }

    /** The middle of a picture in the same scale, the same whenever asked for: for what is held out. */
    Tensor middle(Tensor picture, int size) {
        long side = crop == Crop.NATIVE ? size : Math.min(picture.size(2), picture.size(3));
        return scaled(picture, (picture.size(2) - side) / 2, (picture.size(3) - side) / 2, side, size);
    }

    private static Tensor scaled(Tensor picture, long top, long left, long side, int size) {
        Tensor part = picture.narrow(2, top, side).narrow(3, left, side);
        return side == size ? part : BicubicResize.resize(part, size, size).clamp(-1, 1);
    }
}
