package dev.limpid.bench;

import dev.limpid.degradation.Values;
import dev.limpid.experiment.NamedSolver;
import dev.limpid.io.Memory;
import dev.limpid.io.RunRecord;
import dev.limpid.job.Event;
import dev.limpid.job.Job;
import dev.limpid.job.JobRequest;
import dev.limpid.job.JobRunner;
import dev.limpid.job.JobSummary;
import dev.limpid.restoration.Tiling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One drawn picture, restored as {@code limpid restore} does it.
 *
 * @param problem of which the picture's folder holds the files
 * @param solver such as {@code hqs} or {@code hqs+steps=2}
 * @param memory bytes that the plan may count with; 0 for those that are free
 * @param folder of the files, where the result goes as well
 */
record PixelsCase(PixelsProblem problem, String solver, long memory, Path folder) {
    /** With files that have been drawn. */
    PixelsResult measure() throws IOException {
        var said = new AtomicLong();
        JobSummary summary = new JobRunner(request(), event -> hear(event, said), () -> false).run();
        RunRecord record = summary.records().stream()
                .findFirst()
                .orElseThrow(() -> new IOException(problem.label() + " failed with " + solver));
        return new PixelsResult(record.cost().seconds(), Memory.peak().orElse(0) / 1e9, said.get() / 1e9);
    }

    private static void hear(Event event, AtomicLong said) {
        if (event instanceof Event.Estimate estimate) {
            said.set(estimate.peakMemory().orElse(0));
        } else if (event instanceof Event.Failed failed) {
            System.err.println(failed.message());
        }
    }

    private JobRequest request() {
        Values values = problem.values(folder);
        var job = new Job(
                problem.picture(folder),
                Path.of(problem.label()),
                null,
                problem.task(),
                values,
                NamedSolver.parse(solver).choice(problem.task().tunedAs()));
        return Restoring.request(
                List.of(job),
                folder,
                "photo",
                memory == 0 ? Tiling.ofFree(Tiling.AUTO) : Tiling.within(Tiling.AUTO, memory));
    }
}
