package dev.limpid.bench;

import dev.limpid.solver.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/** Follows the resident memory of this process through one long fit of a single layer. */
final class LeakCase implements Consumer<Run.Inner> {
    private static final Path MEMORY = Path.of("/proc/self/statm");
    private static final long PAGE = 4096;
    private static final int SAMPLES = 1000;
    private static final int REPORTS = 20;

    private final int iterations;
    private final Consumer<String> progress;
    private final double[] at;
    private final double[] resident;
    private int samples;

    /** @param progress hears a line now and then */
    LeakCase(int iterations, Consumer<String> progress) {
        this.iterations = iterations;
        this.progress = progress;
        at = new double[Math.min(SAMPLES, iterations)];
        resident = new double[at.length];
    }

    /** Runs the iterations; they are one layer's, so that nothing but the inner loop is in them. */
    LeakResult run(Subject subject) {
        if (!Files.isReadable(MEMORY)) {
            throw new IllegalStateException(
                    "this system does not tell a process's resident memory: " + MEMORY + " is missing");
        }
        new FitCase(Fit.DMILO, subject, 1).solve(iterations, this);
        int half = samples / 2;
        double slope =
                LineFit.slope(Arrays.copyOfRange(at, half, samples), Arrays.copyOfRange(resident, half, samples));
        return new LeakResult(subject.name(), iterations, slope, (long) resident[samples - 1]);
    }

    @Override
    public void accept(Run.Inner inner) {
        int done = inner.iteration() + 1;
        if (done == (long) (samples + 1) * iterations / at.length) {
            at[samples] = done;
            resident[samples++] = resident();
        }
        if (done % Math.max(1, iterations / REPORTS) == 0) {
            progress.accept("  iteration " + done + ": " + Math.round(resident() / 0x1p20) + " MiB resident");
        }
    }

    private static double resident() {
        try {
            return Long.parseLong(Files.readString(MEMORY).split(" ", 3)[1]) * (double) PAGE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
