package dev.limpid.restoration;

import dev.limpid.solver.IterateObserver;
import dev.limpid.tensor.Tensor;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Shows a solve on a progress display: its back-propagated evaluations, and the loss; ends it when it is to stop. */
final class SolveProgress implements IterateObserver {
    private final Progress progress;
    private final BooleanSupplier stop;
    private final Consumer<Tensor> projections;
    private long done;

    /**
     * @param done back-propagated evaluations of the part of the solve that was done before
     * @param stop asked after every inner iteration
     * @param projections sees every image that the prior gives, lent for the call
     */
    SolveProgress(Progress progress, long done, BooleanSupplier stop, Consumer<Tensor> projections) {
        this.progress = progress;
        this.done = done;
        this.stop = stop;
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
        if (stop.getAsBoolean()) {
            // Only here, in the solve's own thread: a thread that is interrupted cannot write files.
            Thread.currentThread().interrupt();
        }
    }
}
