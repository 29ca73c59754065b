package dev.limpid.spark;

import dev.limpid.job.FailureText;
import dev.limpid.job.LoadedPrior;
import dev.limpid.restoration.Compute;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** One prior for all tasks of an executor, read when the first one needs it. */
final class ExecutorPriors implements LoadedPrior.Source {
    static final ExecutorPriors INSTANCE = new ExecutorPriors();

    private final Map<Compute, LoadedPrior> loaded = new HashMap<>();

    private ExecutorPriors() {}

    @Override
    public synchronized LoadedPrior load(Compute compute, @Nullable Path config) throws IOException {
        var unseeded = new Compute(compute.prior(), 0, compute.device());
        LoadedPrior known = loaded.get(unseeded);
        if (known == null) {
            known = read(unseeded, config);
            loaded.put(unseeded, known);
        }
        return known;
    }

    /** In a thread of its own, whose scope stays open: the weights belong to no task. */
    @SuppressWarnings("MustBeClosedChecker")
    private static LoadedPrior read(Compute compute, @Nullable Path config) throws IOException {
        var reading = new FutureTask<>(() -> {
            Scope.open();
            return LoadedPrior.read(compute, config);
        });
        var thread = new Thread(reading, "limpid prior");
        thread.setDaemon(true);
        thread.start();
        try {
            return reading.get();
        } catch (ExecutionException e) {
            throw new IOException(FailureText.of(Objects.requireNonNullElse(e.getCause(), e)), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the prior was read", e);
        }
    }
}
