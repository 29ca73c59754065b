package dev.limpid.server;

import dev.limpid.job.Event;
import dev.limpid.job.FailureText;
import dev.limpid.job.Iterate;
import dev.limpid.job.Listener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A job while it runs: hears of the engine's events, and wakes whoever follows it. */
final class LiveJob implements Listener {
    private static final long ITERATE_NANOS = Duration.ofMillis(700).toNanos();
    private static final int ITERATE_SIDE = 1024;
    private static final int MOST_NOTES = 200;

    /** The part of its heap that a job takes while it solves: a plane of the image on the way, and the file. */
    private static final int SOLVING = 5;

    private final Path iterate;
    private final UnaryOperator<String> named;
    private final Runnable changed;
    private final List<String> notes = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final long start = System.nanoTime();
    private @Nullable Progress progress;
    private @Nullable Integer page;
    private int iterates;
    private boolean hidden;
    private long lastIterate;
    private boolean stop;
    private long solveStart;
    private HeapRoom.@Nullable Share share;
    private long mostHeap;

    /**
     * The part of a job that is done: the schema of openapi.yaml.
     *
     * @param secondsLeft null before it can be told
     */
    record Progress(
            long done,
            long total,
            @Nullable Integer page,
            @Nullable Double secondsLeft,
            String remark) {}

    /**
     * A job that begins.
     *
     * @param iterate where the image that it has reached is shown
     * @param named makes a message of the engine one for clients
     * @param changed wakes whoever follows the job
     */
    LiveJob(Path iterate, UnaryOperator<String> named, Runnable changed) {
        this.iterate = iterate;
        this.named = named;
        this.changed = changed;
    }

    /**
     * Takes over room in the heap, all of which is needed while the picture is read and while results are written: most of the time, in
     * between, the pixels lie outside of the heap.
     *
     * @param most bytes that it takes then
     */
    void holds(HeapRoom.Share share, long most) {
        this.share = share;
        mostHeap = most;
    }

    @Override
    public boolean knowsOptions() {
        return false;
    }

    @Override
    public void on(Event event) {
        if (share != null && event instanceof Event.Progress step) {
            share.keep(step.ended() || step.total() == 0 ? mostHeap : mostHeap / SOLVING);
        } else if (share != null && event instanceof Event.Began) {
            share.keep(mostHeap);
        }
        take(event);
    }

    private synchronized void take(Event event) {
        if (event instanceof Event.Note note) {
            if (notes.size() < MOST_NOTES) {
                notes.add(shown(note.message()));
            }
        } else if (event instanceof Event.Began began) {
            page = began.image().page();
        } else if (event instanceof Event.Progress step) {
            progress = progress(step);
        } else if (event instanceof Event.Failed failed) {
            failures.add(shown(failed.message()));
        } else {
            return;
        }
        changed.run();
    }

    private String shown(String message) {
        return FailureText.printable(named.apply(message));
    }

    private Progress progress(Event.Progress step) {
        if (step.done() == step.from() && !step.ended()) {
            solveStart = System.nanoTime();
        }
        long done = step.done() - step.from();
        Double left = done == 0 ? null : (System.nanoTime() - solveStart) / 1e9 / done * (step.total() - step.done());
        return new Progress(step.done(), step.total(), page, left, step.remark());
    }

    @Override
    public synchronized void reached(Iterate reached) {
        long now = System.nanoTime();
        if (hidden || (iterates > 0 && now - lastIterate < ITERATE_NANOS)) {
            return;
        }
        try {
            reached.write(ITERATE_SIDE, iterate);
            iterates++;
            lastIterate = now;
            changed.run();
        } catch (IOException | RuntimeException e) {
            // The restoration itself is well; it only is not shown.
            hidden = true;
            notes.add("the image so far is not shown: " + shown(FailureText.of(e)));
        }
    }

    /** Asked by the engine, often. */
    synchronized boolean isStopped() {
        return stop;
    }

    synchronized void stop() {
        stop = true;
    }

    synchronized @Nullable Progress progress() {
        return progress;
    }

    synchronized int iterates() {
        return iterates;
    }

    synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    /** Why pages failed, in one line; empty where none did. */
    synchronized String failures() {
        return String.join("; ", failures);
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
