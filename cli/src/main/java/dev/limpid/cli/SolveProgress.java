package dev.limpid.cli;

import dev.limpid.solver.IterateObserver;
import java.util.Locale;

/** Shows a solve on a progress display: its back-propagated evaluations, and the loss. */
final class SolveProgress implements IterateObserver {
    private final Progress progress;
    private long done;

    SolveProgress(Progress progress) {
        this.progress = progress;
    }

    @Override
    public Decision onIterate(Iterate iterate) {
        return Decision.CONTINUE;
    }

    @Override
    public void onInner(Inner inner) {
        if (inner.layer() > 0) {
            done++;
        }
        progress.at(done, String.format(Locale.ROOT, "loss %.5f", inner.terms().get("loss")));
    }
}
