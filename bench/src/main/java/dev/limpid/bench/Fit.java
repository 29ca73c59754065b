package dev.limpid.bench;

import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Cost;
import dev.limpid.solver.Preset;
import dev.limpid.solver.Run;
import java.util.Map;
import java.util.stream.Stream;

/** A solver that fits a generator of N steps and whose iteration is measured, with its authors' rates and weights for inpainting. */
enum Fit {
    DMILO("dmilo"),
    DMILO_PGD("dmilo-pgd"),
    DMPLUG("dmplug"),
    DMPLUG_CKPT("dmplug-ckpt");

    private final String solver;

    Fit(String solver) {
        this.solver = solver;
    }

    /**
     * By the solver's name.
     *
     * @throws IllegalArgumentException if its iteration is none that is measured
     */
    static Fit of(String solver) {
        return Stream.of(values())
                .filter(fit -> fit.solver.equals(solver))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown solver '" + solver + "': "
                        + String.join(", ", Stream.of(values()).map(Fit::solver).toList())));
    }

    String solver() {
        return solver;
    }

    /** Whether its memory is to stay nearly the same whatever N is. */
    boolean isFlat() {
        return this != DMPLUG;
    }

    /** Layers that are fitted one after the other, with as many iterations each. */
    int layers(int steps) {
        return isLayered() ? steps : 1;
    }

    private boolean isLayered() {
        return this == DMILO || this == DMILO_PGD;
    }

    /** The solver with one outer iteration, if it has such, and so many iterations for each layer. */
    SolverChoice choice(int steps, int perLayer) {
        String n = Integer.toString(steps);
        String iterations = Integer.toString(perLayer);
        return SolverChoice.of(
                solver,
                Preset.AUTHORS_CODE,
                "inpainting",
                isLayered()
                        ? Map.of("steps", n, "outerIterations", "1", "innerIterations", iterations)
                        : Map.of("steps", n, "iterations", iterations));
    }

    /** Whether that is an iteration of the fit: DMILO-PGD also shows its steps on the image. */
    boolean isIteration(Run.Inner inner) {
        return !isLayered() || inner.layer() > 0;
    }

    /** The evaluations of the network in an iteration. */
    Cost each(int steps) {
        return isLayered() ? Cost.evaluations(0, 1) : choice(steps, 1).config().cost();
    }

    /** Operations of an iteration: 2 for each multiply-add, forward and for the gradient at the image. */
    double flops(Subject subject, int steps) {
        Cost each = each(steps);
        return (2.0 * each.forward() + 4.0 * each.backward()) * subject.macs();
    }
}
