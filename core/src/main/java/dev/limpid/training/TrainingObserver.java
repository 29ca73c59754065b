package dev.limpid.training;

import java.io.IOException;
import java.util.List;

/** Hears of a training while it runs. */
public interface TrainingObserver {
    /** A step is done. Answers whether to go on; if not, the state is saved first. */
    boolean onStep(Trainer.Step step);

    /**
     * Whether to stop before the next step: asked while the prior is looked at. Its unfinished part is done when the
     * training goes on.
     */
    default boolean stops() {
        return false;
    }

    /**
     * The prior was looked at.
     *
     * @param losses on the held-out pictures, one for each of {@link Objective#levels}; empty without such pictures
     */
    default void onCheck(long step, List<Double> losses) throws IOException {}

    /** State and prior are on the disk. */
    default void onSave(long step) throws IOException {}
}
