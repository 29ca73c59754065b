package dev.limpid.solver;

import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Tensor;
import java.util.Optional;

/** A run that passes everything on to another one; a subclass changes a part of it. */
abstract class ForwardingRun implements Run {
    private final Run run;

    ForwardingRun(Run run) {
        this.run = run;
    }

    @Override
    public Draws draws() {
        return run.draws();
    }

    @Override
    public Optional<State> from() {
        return run.from();
    }

    @Override
    public Tensor estimate() {
        return run.estimate();
    }

    @Override
    public DiffusionPrior kernelPrior() {
        return run.kernelPrior();
    }

    @Override
    public boolean goesOn() {
        return run.goesOn();
    }

    @Override
    public void shows(int step, Stage stage, Tensor x) {
        run.shows(step, stage, x);
    }

    @Override
    public void shows(Inner inner) {
        run.shows(inner);
    }

    @Override
    public void stands(State state) {
        run.stands(state);
    }
}
