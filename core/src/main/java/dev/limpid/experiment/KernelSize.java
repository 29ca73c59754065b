package dev.limpid.experiment;

import dev.limpid.operator.BlurKernel;
import java.util.OptionalInt;

/** How many taps an unknown blur kernel may have in each direction: always an odd number, so that one of them is the middle. */
public final class KernelSize {
    /** The least that can be a blur. */
    public static final int LEAST = 3;

    /** A kernel with more weight than this in its outermost taps is taken as cut. */
    private static final double CUT = 0.05;

    private KernelSize() {}

    /** What is tried first where nothing is known: a quarter of the image's shorter side, as kernels of the protocol have. */
    public static int first(int height, int width) {
        return Math.max(LEAST, 2 * (Math.min(height, width) / 8) + 1);
    }

    /** The most: no kernel is larger than its image. */
    public static int most(int height, int width) {
        int side = Math.min(height, width);
        return side % 2 == 1 ? side : side - 1;
    }

    /** A kernel of this size was found, and is cut off at its edge: half as much again, up to half of the image's shorter side. */
    public static OptionalInt after(BlurKernel found, int height, int width) {
        int size = found.height();
        int next = Math.min(3 * size / 2 | 1, Math.max(LEAST, Math.min(height, width) / 2 - 1 | 1));
        return edge(found) > CUT && next > size ? OptionalInt.of(next) : OptionalInt.empty();
    }

    /** The weight of the outermost taps. */
    private static double edge(BlurKernel kernel) {
        double[] k = kernel.values();
        double sum = 0;
        for (int i = 0; i < k.length; i++) {
            int row = i / kernel.width();
            int column = i % kernel.width();
            boolean inside = row > 0 && row < kernel.height() - 1 && column > 0 && column < kernel.width() - 1;
            sum += inside ? 0 : k[i];
        }
        return sum;
    }

    /**
     * Refuses what cannot be the size of an unknown kernel.
     *
     * @throws IllegalArgumentException in one line, beginning with {@code name}
     */
    public static void require(String name, int size, int height, int width) {
        if (size < LEAST || size % 2 == 0 || size > most(height, width)) {
            throw new IllegalArgumentException(name + " must be odd, from " + LEAST + " to " + most(height, width)
                    + " for images of " + width + "x" + height + ", got " + size);
        }
    }
}
