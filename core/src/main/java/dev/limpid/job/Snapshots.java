package dev.limpid.job;

import dev.limpid.restoration.Snapshot;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes one solve's snapshots, the newest over the one before, and finds them again. */
final class Snapshots implements Consumer<Snapshot> {
    private static final String ITERATES = "iterates";

    /** How many times as long as writing a snapshot the pause after it is at least: large images would wait for little else. */
    private static final int PAUSE = 20;

    private final Path file;
    private final Map<String, String> about;
    private final Duration interval;
    private final List<Map<String, Double>> iterates = new ArrayList<>();
    private final Listener listener;
    private long last = System.nanoTime();
    /** Nanoseconds that the newest one took to write. */
    private long took;

    private boolean failed;

    /**
     * @param about the run whose snapshots these are
     * @param interval least time between two of them; zero writes every one
     */
    Snapshots(Path file, Map<String, String> about, Duration interval, Listener listener) {
        this.file = file;
        this.about = about;
        this.interval = interval;
        this.listener = listener;
    }

    /** The scores of every outer iteration, where there is a truth; those before a snapshot come back with it. */
    List<Map<String, Double>> iterates() {
        return iterates;
    }

    /**
     * The snapshot of a former run, if there is one; its tensors belong to the scope that is open.
     *
     * @throws IOException if it is of another run, which is the user's to decide about
     */
    Optional<Snapshot> find() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Snapshot.Saved saved;
        List<Map<String, Double>> before;
        try {
            saved = Snapshot.read(file);
            before = Json.metrics(saved.about().getOrDefault(ITERATES, "[]"));
        } catch (IOException e) {
            listener.note("its snapshot cannot be used, it is begun anew: " + FailureText.of(e));
            return Optional.empty();
        }
        var others = new ArrayList<String>();
        about.forEach((key, value) -> {
            if (!value.equals(saved.about().get(key))) {
                others.add(key);
            }
        });
        if (!others.isEmpty()) {
            throw new IOException("its snapshot was made with another " + String.join(", ", others)
                    + ": without --resume it is begun anew");
        }
        iterates.addAll(before);
        return Optional.of(saved.snapshot());
    }

    @Override
    public void accept(Snapshot snapshot) {
        long now = System.nanoTime();
        long pause = interval.isZero() ? 0 : Math.max(interval.toNanos(), PAUSE * took);
        if (failed || now - last < pause) {
            return;
        }
        try (var scope = Scope.open()) {
            var all = new LinkedHashMap<>(about);
            all.put(ITERATES, Json.line(iterates));
            snapshot.to(Device.CPU).write(file, all);
        } catch (IOException e) {
            // The restoration itself is well; it only could not be taken up again.
            failed = true;
            listener.note("no more snapshots: " + FailureText.of(e));
        }
        last = System.nanoTime();
        took = last - now;
    }
}
