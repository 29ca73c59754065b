package dev.limpid.cli;

import dev.limpid.solver.IterateObserver;
import dev.limpid.tensor.Tensor;
import java.util.Locale;
import java.util.function.Consumer;

/** Shows a solve on a progress display: its back-propagated evaluations, and the loss. */
final class SolveProgress implements IterateObserver {
    private final Progress progress;
    private final Consumer<Tensor> projections;
    private long done;

    /** {@code projections} sees every image that the prior gives, lent for the call. */
    SolveProgress(Progress progress, Consumer<Tensor> projections) {
        this.progress = progress;
        this.projections = projections;
    }

    @Override
    public Decision onIterate(Iterate iterate) {
        if (iterate.stage() == Stage.PROJECTION) {
            projections.accept(iterate.x());
        }
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
