package dev.limpid.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.limpid.solver.Run;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;

/**
 * Takes the time from the end of one inner iteration to the end of the next: all that a solver does for it. The first
 * {@code warmUp} iterations are left out.
 */
final class InnerTimer implements Consumer<Run.Inner> {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final int warmUp;
    private final long[] ends;
    private int iterations;
    private long cpuStart;
    private long cpuEnd;

    /** @param total iterations that will be run, more than {@code warmUp} */
    InnerTimer(int warmUp, int total) {
        if (warmUp < 1 || total <= warmUp) {
            throw new IllegalArgumentException(
                    "at least 1 iteration is left out and 1 measured, got " + warmUp + " of " + total);
        }
        this.warmUp = warmUp;
        ends = new long[total];
    }

    @Override
    public void accept(Run.Inner inner) {
        ends[iterations++] = System.nanoTime();
        if (iterations == warmUp) {
            cpuStart = SYSTEM.getProcessCpuTime();
        } else if (iterations == ends.length) {
            cpuEnd = SYSTEM.getProcessCpuTime();
        }
    }

    /** Iterations that count. */
    int measured() {
        return ends.length - warmUp;
    }

    /** Median wall time of an iteration in milliseconds. */
    double wallMillis() {
        requireComplete();
        double[] millis = new double[measured()];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = (ends[warmUp + i] - ends[warmUp + i - 1]) / 1e6;
        }
        return Median.of(millis);
    }

    /** Mean CPU time of an iteration in milliseconds. */
    double cpuMillis() {
        requireComplete();
        return (cpuEnd - cpuStart) / 1e6 / measured();
    }

    private void requireComplete() {
        if (iterations != ends.length) {
            throw new IllegalStateException(iterations + " iterations ran, " + ends.length + " were expected");
        }
    }
}
