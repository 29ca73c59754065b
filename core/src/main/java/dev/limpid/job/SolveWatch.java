package dev.limpid.job;

import dev.limpid.restoration.Watch;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Tells a listener how far a restoration is, and ends it when it is to stop. */
class SolveWatch implements Watch {
    private final Listener listener;
    private final String prefix;
    private final BooleanSupplier stop;
    private @Nullable Activity activity;
    private long done;
    private long total;

    /**
     * A watch.
     *
     * @param prefix before remarks, such as the picture's name and a colon
     * @param stop asked often; true ends the restoration
     */
    SolveWatch(Listener listener, String prefix, BooleanSupplier stop) {
        this.listener = listener;
        this.prefix = prefix;
        this.stop = stop;
    }

    @Override
    public final boolean goesOn() {
        return !stop.getAsBoolean();
    }

    @Override
    public final void note(String notice) {
        listener.note(prefix + notice);
    }

    @Override
    public final void begins(long evaluations, long total) {
        activity = new Activity(listener, "restoring", evaluations, total);
        done = evaluations;
        this.total = total;
    }

    @Override
    public final void progress(long evaluations, OptionalDouble loss) {
        done = evaluations;
        if (activity != null) {
            activity.at(
                    evaluations, loss.isPresent() ? String.format(Locale.ROOT, "loss %.5f", loss.getAsDouble()) : "");
        }
    }

    @Override
    public final void ends() {
        if (activity != null) {
            activity.close();
        }
    }

    /** The share of the last solve's evaluations that were done. */
    final double share() {
        return total == 0 ? 1 : Math.min(1, done / (double) total);
    }
}
