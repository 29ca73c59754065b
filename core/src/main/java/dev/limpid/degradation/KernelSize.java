package dev.limpid.degradation;

import java.util.OptionalInt;

/** How many taps an unknown blur kernel may have in each direction: always an odd number, so that one of them is the middle. */
final class KernelSize {
    /** The least that can be a blur. */
    static final int LEAST = 3;

    /** Images of the protocols are no larger: beyond, a kernel does not grow with the image. */
    private static final int PROTOCOL = 256;

    /** The shake of a hand is nearly always smaller. */
    private static final int OF_PHOTOGRAPHS = 45;

    private KernelSize() {}

    /**
     * The size that is tried first where nothing is known: a quarter of the image's shorter side, as kernels of the protocol have; of
     * images that are larger than theirs, {@link #OF_PHOTOGRAPHS}.
     */
    static int first(int height, int width) {
        int side = Math.min(height, width);
        return side > PROTOCOL ? OF_PHOTOGRAPHS : Math.max(LEAST, 2 * (side / 8) + 1);
    }

    /** The most: no kernel is larger than its image. */
    static int most(int height, int width) {
        int side = Math.min(height, width);
        return side % 2 == 1 ? side : side - 1;
    }

    /** The size that is tried where another does not explain y: half as much again, up to half of the image's shorter side. */
    static OptionalInt after(int size, int height, int width) {
        int most = Math.max(LEAST, (Math.min(height, width) / 2 - 1) | 1);
        int next = Math.min((3 * size / 2) | 1, most);
        return next > size ? OptionalInt.of(next) : OptionalInt.empty();
    }

    /**
     * Refuses what cannot be the size of an unknown kernel.
     *
     * @throws IllegalArgumentException in one line, beginning with {@code name}
     */
    static void require(String name, int size, int height, int width) {
        if (size < LEAST || size % 2 == 0 || size > most(height, width)) {
            throw new IllegalArgumentException(name + " must be odd, from " + LEAST + " to " + most(height, width)
                    + " for images of " + width + "x" + height + ", got " + size);
        }
    }
}
