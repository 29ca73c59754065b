package dev.limpid.server;

import dev.limpid.job.FailureText;
import dev.limpid.job.JobRequest;
import dev.limpid.job.JobRunner;
import dev.limpid.job.JobSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs one after the other, for there is one device. A job that the process dies in waits again when the next one opens the same
 * folder, and goes on from its snapshot.
 */
final class JobQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final JobStore store;
    private final Uploads uploads;
    private final JobFiles files;
    private final JobPlan plan;
    private final HeapRoom room;
    private final Signal signal;
    private final Thread worker = new Thread(this::work, "restoring");
    private volatile @Nullable Running running;
    private volatile boolean closed;

    private record Running(StoredJob job, LiveJob live) {}

    JobQueue(JobStore store, Uploads uploads, JobFiles files, JobPlan plan, HeapRoom room, Signal signal) {
        this.store = store;
        this.uploads = uploads;
        this.files = files;
        this.plan = plan;
        this.room = room;
        this.signal = signal;
    }

    void start() {
        store.recover();
        worker.start();
    }

    /** The job while it runs. */
    Optional<LiveJob> live(String id) {
        Running now = running;
        return now != null && now.job().id().equals(id) ? Optional.of(now.live()) : Optional.empty();
    }

    /** Stops a job that waits or runs; one that runs ends at its next step. */
    void cancel(String id) {
        StoredJob job = store.job(id);
        if (store.move(id, JobState.WAITING, JobState.CANCELLED)) {
            signal.give();
            return;
        }
        LiveJob live = live(id).orElseThrow(() -> new Refusal(
                Refusal.CONFLICT,
                "job " + job.number() + " is " + job.state().label()
                        + ", and only one that waits or runs is cancelled"));
        store.stopping(id);
        live.stop();
    }

    /** Refuses a job that neither was cancelled nor has failed. */
    void requireResumable(StoredJob job) {
        if (job.state() != JobState.CANCELLED && job.state() != JobState.FAILED) {
            throw new Refusal(
                    Refusal.CONFLICT,
                    "job " + job.number() + " is " + job.state().label()
                            + ", and only one that was cancelled or failed goes on");
        }
    }

    /**
     * Lets a job wait again that was cancelled or has failed.
     *
     * @param most jobs of its client that may wait or run
     */
    void resume(StoredJob job, int most) {
        if (!store.resume(job.id(), most)) {
            requireResumable(store.job(job.id()));
        }
        signal.give();
    }

    private void work() {
        while (!closed) {
            long before = signal.changes();
            try {
                Optional<StoredJob> next = store.next();
                if (next.isPresent()) {
                    run(next.get());
                } else {
                    signal.await(before, LOOK);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                LOG.error("the queue goes on after a fault", e);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(StoredJob job) {
        var live = new LiveJob(files.iterate(job.id()), uploads::told, signal::give);
        running = new Running(job, live); // before anybody can read that it runs, and cancel it
        try {
            if (store.move(job.id(), JobState.WAITING, JobState.RUNNING)) {
                signal.give();
                keep(job, live, solve(job, live));
            }
        } finally {
            running = null;
            signal.give();
        }
    }

    /** As soon as the disk takes it: a job that ran for hours would else count as running for ever. */
    private void keep(StoredJob job, LiveJob live, Outcome outcome) {
        while (true) {
            try {
                store.end(job.id(), outcome.state(), live.notes(), outcome.message(), live.seconds());
                return;
            } catch (RuntimeException e) {
                LOG.error("the end of job {} cannot be written yet", job.number(), e);
                if (closed) {
                    return; // the next process goes on with it, and finds its result
                }
                pause();
            }
        }
    }

    private record Outcome(JobState state, String message) {}

    private Outcome solve(StoredJob job, LiveJob live) {
        try {
            Path folder = Files.createDirectories(files.folder(job.id()));
            JobRequest request = plan.of(job.asked(), folder, live);
            long heap = plan.heap(job.asked(), request);
            try (HeapRoom.Share share = room.await(heap)) {
                live.holds(share, heap);
                JobSummary summary = new JobRunner(request, live, () -> closed || live.isStopped()).run();
                return outcome(request, summary, live);
            }
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
            LOG.info("job {} failed", job.number(), e);
            return new Outcome(JobState.FAILED, uploads.told(FailureText.elsewhere(e)));
        }
    }

    /** A job that was told to stop when it had nothing left to do is done. */
    private static Outcome outcome(JobRequest request, JobSummary summary, LiveJob live) {
        if (summary.restored() + summary.skipped() == request.jobs().size()) {
            return new Outcome(JobState.DONE, "");
        }
        if (live.isStopped()) {
            return new Outcome(JobState.CANCELLED, "");
        }
        return summary.failed() > 0
                ? new Outcome(JobState.FAILED, live.failures())
                : new Outcome(JobState.WAITING, ""); // the server ends
    }

    /** Ends the job that runs at its next step; it waits for the next process. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        signal.give();
        worker.join();
    }
}
