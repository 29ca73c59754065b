package dev.limpid.job;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of one size to make from a folder of others.
 *
 * @param folder of the pictures to draw from
 * @param out folder for the set, not yet made, or that of a run that was stopped
 * @param count of pictures
 * @param size their side in pixels
 * @param seed of the draw
 * @param list of the pictures to take instead of a draw, which has the count, the size and the seed; or null
 */
public record TestSetRequest(
        Path folder,
        Path out,
        int count,
        int size,
        long seed,
        @Nullable Path list) {
    private static final int MOST = 1_000_000;
    private static final int LARGEST = 4096;

    /** @throws IllegalArgumentException naming the option whose value is not allowed */
    public TestSetRequest {
        inRange("--count", count, 1, MOST);
        inRange("--size", size, 1, LARGEST);
    }

    private static void inRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " takes " + least + " to " + most + ", got " + value);
        }
    }
}
