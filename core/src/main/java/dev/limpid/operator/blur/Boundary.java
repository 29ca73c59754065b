package dev.limpid.operator.blur;

import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Functional.Padding;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How an image is continued beyond its border before it is blurred. */
public enum Boundary {
    /** Mirrored about the edge pixel, which is not repeated: −i shows i. */
    REFLECT,
    /** Zeros, which are mid-grey in a [−1, 1] image. */
    ZERO,
    /** Wrapped around; the only one for which the Fourier transform diagonalises the blur. */
    CIRCULAR,
    /** The edge pixel repeated. */
    REPLICATE,
    /** Not at all: y is smaller than x by the kernel's size less one. */
    VALID;

    /**
     * The boundary of that label.
     *
     * @throws IllegalArgumentException for any other name, with those that there are
     */
    public static Boundary named(String name) {
        return Arrays.stream(values())
                .filter(boundary -> boundary.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown boundary '" + name + "': "
                        + Arrays.stream(values()).map(Boundary::label).collect(Collectors.joining(", "))));
    }

    /** The name that users give: {@code reflect}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    Tensor pad(Tensor x, Border b) {
        return switch (this) {
            case VALID -> x;
            case ZERO -> Functional.pad(x, b.left(), b.right(), b.top(), b.bottom(), Padding.CONSTANT);
            case REFLECT -> Functional.pad(x, b.left(), b.right(), b.top(), b.bottom(), Padding.REFLECT);
            case REPLICATE -> Functional.pad(x, b.left(), b.right(), b.top(), b.bottom(), Padding.REPLICATE);
            case CIRCULAR -> Functional.pad(x, b.left(), b.right(), b.top(), b.bottom(), Padding.CIRCULAR);
        };
    }

    /** The pixel of a line of n that is seen at position {@code i}, which may lie beyond its ends; −1 where none is. */
    int seen(int i, int n) {
        if (i >= 0 && i < n) {
            return i;
        }
        return switch (this) {
            case ZERO, VALID -> -1;
            case REFLECT -> i < 0 ? -i : 2 * (n - 1) - i;
            case REPLICATE -> i < 0 ? 0 : n - 1;
            case CIRCULAR -> Math.floorMod(i, n);
        };
    }

    /**
     * The transpose of {@link #pad}: every padded pixel returns to the pixel that it was copied from.
     *
     * @param padded is changed where nothing is being recorded: an array of the caller's own
     */
    Tensor fold(Tensor padded, Border b, int height, int width) {
        Tensor rows = Scope.tidy(() -> fold(padded, 2, b.top(), b.bottom(), height));
        return fold(rows, 3, b.left(), b.right(), width);
    }

    private Tensor fold(Tensor padded, int dim, int before, int after, int n) {
        Tensor image = padded.narrow(dim, before, n);
        if (before > 0) {
            Tensor strip = padded.narrow(dim, 0, before);
            image = switch (this) {
                case ZERO, VALID -> image;
                case REFLECT -> add(image, strip.flip(dim), dim, 1);
                case REPLICATE -> add(image, strip.sum(dim), dim, 0);
                case CIRCULAR -> add(image, strip, dim, n - before);
            };
        }
        if (after > 0) {
            Tensor strip = padded.narrow(dim, before + n, after);
            image = switch (this) {
                case ZERO, VALID -> image;
                case REFLECT -> add(image, strip.flip(dim), dim, n - 1 - after);
                case REPLICATE -> add(image, strip.sum(dim), dim, n - 1);
                case CIRCULAR -> add(image, strip, dim, 0);
            };
        }
        return image;
    }

    /** The image with the strip added from {@code start} on; in the image's own memory where nothing is recorded. */
    private static Tensor add(Tensor image, Tensor strip, int dim, int start) {
        if (Gradients.recording()) {
            return image.add(place(strip, dim, start, (int) image.size(dim)));
        }
        InPlace.add(image.narrow(dim, start, strip.size(dim)), strip);
        return image;
    }

    /** Zeros of size n along {@code dim} with the strip at {@code start}. */
    private static Tensor place(Tensor strip, int dim, int start, int n) {
        int end = n - start - (int) strip.size(dim);
        return dim == 2
                ? Functional.pad(strip, 0, 0, start, end, Padding.CONSTANT)
                : Functional.pad(strip, start, end, 0, 0, Padding.CONSTANT);
    }
}
