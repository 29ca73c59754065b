package dev.limpid.job;

import dev.limpid.operator.blur.KernelPopulation;
import java.nio.file.Path;

/**
 * Pictures of blur kernels to make, for the training of a prior of kernels.
 *
 * @param out folder for the pictures, not yet made, or that of a run that was stopped
 * @param count of pictures
 * @param size their side in pixels, the taps of the kernels
 * @param seed of all kernels
 */
public record KernelPicturesRequest(Path out, int count, int size, long seed) {
    /** The numbers in the pictures' names have six digits. */
    private static final int MOST = 1_000_000;

    private static final int LARGEST = 256;

    /** @throws IllegalArgumentException naming the option whose value is not allowed */
    public KernelPicturesRequest {
        inRange("--count", count, 1, MOST);
        inRange("--size", size, KernelPopulation.LEAST, LARGEST);
    }

    private static void inRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " takes " + least + " to " + most + ", got " + value);
        }
    }

    KernelPopulation kernels() {
        return new KernelPopulation(size, seed);
    }
}
