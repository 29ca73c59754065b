package dev.limpid.job;

import dev.limpid.prior.TimeGrid;
import dev.limpid.restoration.Compute;
import java.nio.file.Path;

/**
 * Pictures to draw from a prior alone.
 *
 * @param count of pictures
 * @param grid name of the times of the reverse steps, see {@link TimeGrid#named}
 * @param steps how many they are
 * @param eta noise added on the way, 0 to 1
 * @param out folder for the pictures and their grid, not yet made
 * @param force whether files of others that lie there may be replaced
 */
public record SampleRequest(int count, String grid, int steps, double eta, Path out, Compute compute, boolean force) {
    private static final int MAX_COUNT = 1024;
    private static final int MAX_STEPS = 1000;

    /** @throws IllegalArgumentException naming the option whose value is not allowed */
    public SampleRequest {
        inRange("--count", count, MAX_COUNT);
        inRange("--steps", steps, MAX_STEPS);
        if (!(eta >= 0 && eta <= 1)) {
            throw new IllegalArgumentException("--eta takes 0 to 1, got " + eta);
        }
        TimeGrid.named(grid, steps);
    }

    private static void inRange(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(option + " takes 1 to " + max + ", got " + value);
        }
    }

    TimeGrid times() {
        return TimeGrid.named(grid, steps);
    }
}
