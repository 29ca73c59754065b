package dev.limpid.spark;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.TaskKilledException;

/**
 * Knows pictures that executors died with. A mark says that one has begun a picture, and goes when it is done with it, whatever came of it.
 * The marks that dead executors leave are counted, and by half those of executors that were told to end: for a picture that takes too much
 * memory, or for another's sake.
 */
final class Attempts {
    /** The blame of two dead executors, with which a picture is left alone. */
    static final int MOST = 4;

    private static final int DIED = 2;
    private static final int TOLD = 1;

    /** Ends the mark of an executor that was told to end. */
    private static final String ENDED = "-ended";

    /** Time in which the driver tells of a dead executor, in milliseconds. */
    private static final long NEWS = 3000;

    private static final Set<Attempt> RUNNING = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean WATCHED = new AtomicBoolean();

    private static volatile boolean ending;

    private final Storage storage;
    private final Layout layout;
    private final String executor;

    /** @param executor a name that no other executor has, of whatever job */
    Attempts(Storage storage, Layout layout, String executor) {
        this.storage = storage;
        this.layout = layout;
        this.executor = executor;
    }

    /** The name of an executor. */
    static String name(String application, String executor) {
        return application + "." + executor;
    }

    /** The application of an executor. */
    private static String application(String executor) {
        return executor.substring(0, executor.lastIndexOf('.'));
    }

    /** The blame of a picture, 0 for one that no executor ended with. */
    int blame(String name) throws IOException {
        int blame = 0;
        for (String mark : storage.names(layout.begun())) {
            String prefix = Layout.key(name) + ".";
            if (mark.startsWith(prefix)) {
                String other = mark.substring(prefix.length());
                blame += other.endsWith(ENDED) ? TOLD : isLost(other) ? DIED : 0;
            }
        }
        return blame;
    }

    /** The driver tells of executors that died. Those of this job that it does not tell of may be restoring the picture as well. */
    private boolean isLost(String other) throws IOException {
        if (other.equals(executor)) {
            return false;
        }
        String mark = layout.lost() + "/" + other;
        if (storage.exists(mark) || !application(other).equals(application(executor))) {
            return storage.exists(mark);
        }
        try {
            Thread.sleep(NEWS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return storage.exists(mark);
    }

    /**
     * Removes the marks of former jobs that blame nobody: of executors that were told to end, or that ended with their driver. The others stay, and
     * a picture that ended a former job is known.
     */
    static void forgetEnded(Storage storage, Layout layout) throws IOException {
        List<String> lost = storage.names(layout.lost());
        Set<String> blaming = new HashSet<>();
        for (String mark : storage.names(layout.begun())) {
            String executor = mark.substring(mark.indexOf('.') + 1);
            if (lost.contains(executor)) {
                blaming.add(executor);
            } else {
                storage.delete(layout.begun() + "/" + mark);
            }
        }
        for (String executor : lost) {
            if (!blaming.contains(executor)) {
                storage.delete(layout.lost() + "/" + executor);
            }
        }
    }

    /** A picture begins. */
    Attempt begin(String name) throws IOException {
        if (ending) {
            throw new TaskKilledException("the executor was told to end");
        }
        if (WATCHED.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(Attempts::end, "limpid marks"));
        }
        var attempt = new Attempt(storage, layout.begun() + "/" + Layout.key(name) + "." + executor);
        RUNNING.add(attempt);
        storage.mark(attempt.mark);
        return attempt;
    }

    /** The executor is told to end. */
    static void end() {
        ending = true;
        RUNNING.forEach(Attempt::end);
    }

    /** Forgets a picture's dead executors. */
    void forget(String name) throws IOException {
        for (String mark : storage.names(layout.begun())) {
            if (mark.startsWith(Layout.key(name) + ".")) {
                storage.delete(layout.begun() + "/" + mark);
            }
        }
    }

    /** A picture that is being restored, until it is closed. */
    static final class Attempt implements AutoCloseable {
        private final Storage storage;
        private final String mark;

        private Attempt(Storage storage, String mark) {
            this.storage = storage;
            this.mark = mark;
        }

        private void end() {
            try {
                storage.mark(mark + ENDED);
            } catch (IOException e) {
                return; // it counts as one that died
            }
            close();
        }

        @Override
        public void close() {
            RUNNING.remove(this);
            try {
                storage.delete(mark);
            } catch (IOException e) {
                // It counts as a try that failed, and the picture has another.
            }
        }
    }
}
