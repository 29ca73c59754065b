package dev.limpid.operator.blur;

import dev.limpid.tensor.Rng;

/**
 * The blur kernels that a prior of kernels learns: those of shaken cameras and Gaussians in turn, of many extents, each with its centre of
 * mass nearest to the middle tap. Any of them is drawn by its number alone, so that a set can be made in parts and grown.
 *
 * <p>Source: Chung et al., "Parallel diffusion models of operator and image for blind inverse problems", CVPR 2023, whose prior knows
 * motion kernels of intensity 0.5 and Gaussians; the extents are ours.
 *
 * @param size taps in each direction. The middle of an even number is the tap before, as {@code BlindDps} has it: the last row and column
 *     are empty then.
 * @param seed of all kernels
 */
public record KernelPopulation(int size, long seed) {
    /** Below it there is no room for extents to differ. */
    public static final int LEAST = 8;

    /** Standard deviations of Gaussians as shares of the size: 0.5 to 4 of 32 taps. */
    private static final double NARROWEST = 0.5 / 32;

    private static final double BROADEST = 4.0 / 32;

    /** Intensities of motion lie around the authors' 0.5. */
    private static final double LEAST_INTENSITY = 0.3;

    private static final double MOST_INTENSITY = 0.7;

    public KernelPopulation {
        if (size < LEAST) {
            throw new IllegalArgumentException(
                    "kernels of a population need " + LEAST + " taps or more in each direction, got " + size);
        }
    }

    /** Whether a kernel is that of a shaken camera; the others are Gaussians. */
    public static boolean isMotion(long number) {
        return number % 2 == 0;
    }

    /** The kernel of a number, 0 or more: size × size. */
    public BlurKernel kernel(long number) {
        Rng rng = Rng.of(seed).image(number);
        int taps = odd(size);
        return placed(isMotion(number) ? motion(taps, rng) : gaussian(taps, rng));
    }

    private BlurKernel gaussian(int taps, Rng rng) {
        double share = between(NARROWEST, BROADEST, rng.purpose("std").nextDouble());
        return BlurKernel.gaussian(taps, share * size);
    }

    /** A path on a canvas of its own size, from half of the taps to all of them. */
    private BlurKernel motion(int taps, Rng rng) {
        int least = taps / 2;
        int extent = odd(least + rng.purpose("extent").nextInt(taps - least + 1));
        double intensity = between(
                LEAST_INTENSITY, MOST_INTENSITY, rng.purpose("intensity").nextDouble());
        return turned(BlurKernel.motion(extent, intensity, rng).within(taps, taps), rng.purpose("turn"))
                .centred();
    }

    /** One of the eight turns and mirror images: the published paths are laid at angles of half a circle only. */
    private static BlurKernel turned(BlurKernel kernel, Rng rng) {
        int side = kernel.width();
        boolean rows = rng.nextInt(2) == 1;
        boolean columns = rng.nextInt(2) == 1;
        boolean exchanged = rng.nextInt(2) == 1;
        double[] values = kernel.values();
        var turned = new double[values.length];
        for (int i = 0; i < turned.length; i++) {
            int row = rows ? side - 1 - i / side : i / side;
            int column = columns ? side - 1 - i % side : i % side;
            turned[i] = exchanged ? values[column * side + row] : values[row * side + column];
        }
        return BlurKernel.of(turned, side, side).unremarked();
    }

    private BlurKernel placed(BlurKernel kernel) {
        int taps = kernel.width();
        double[] values = kernel.values();
        var all = new double[size * size];
        for (int row = 0; row < taps; row++) {
            System.arraycopy(values, row * taps, all, row * size, taps);
        }
        return BlurKernel.of(all, size, size).unremarked();
    }

    /** The largest odd number that is not above another. */
    private static int odd(int taps) {
        return taps - 1 + taps % 2;
    }

    private static double between(double least, double most, double share) {
        return least + (most - least) * share;
    }
}
