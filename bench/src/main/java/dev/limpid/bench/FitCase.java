package dev.limpid.bench;

import dev.limpid.io.Memory;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Run;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.LibTorch;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.function.Consumer;

/**
 * A solver itself on images with 70 % of their pixels missing: one outer iteration, in which the layers of DMILO take their turns.
 */
final class FitCase {
    private static final double REMOVED = 0.7;

    private final Fit fit;
    private final Subject subject;
    private final int steps;
    private final int images;

    /** On one image. */
    FitCase(Fit fit, Subject subject, int steps) {
        this(fit, subject, steps, 1);
    }

    /** On a batch of images. */
    FitCase(Fit fit, Subject subject, int steps, int images) {
        this.fit = fit;
        this.subject = subject;
        this.steps = steps;
        this.images = images;
    }

    /**
     * Measures at least {@code iterations} iterations after {@code warmUp}: a multiple of the layers altogether, so that every
     * layer has the same number.
     */
    CaseResult measure(int warmUp, int iterations) {
        int layers = fit.layers(steps);
        int perLayer = (warmUp + iterations + layers - 1) / layers;
        var timer = new InnerTimer(warmUp, perLayer * layers);
        solve(perLayer, timer);
        return new CaseResult(
                fit.solver(),
                subject.name(),
                steps,
                LibTorch.threads(),
                timer.measured(),
                timer.wallMillis(),
                timer.cpuMillis(),
                Memory.peak().orElse(0));
    }

    /** Solves with so many iterations for each layer, and shows each of them. */
    void solve(int perLayer, Consumer<Run.Inner> each) {
        int channels = subject.config().inChannels();
        int size = subject.size();
        Rng rng = Rng.of(0);
        SolverChoice choice = fit.choice(steps, perLayer);
        try (var scope = Scope.open()) {
            var a = new Inpainting(Masks.random(rng, REMOVED, size, size));
            Tensor y = a.apply(rng.purpose("measurement").normal(images, channels, size, size));
            choice.method()
                    .solver(subject.prior(), choice.config())
                    .solve(new Measurement(y, a, 0), new Shown(fit, Draws.of(rng, 0, Device.CPU, y.shape()), each));
        }
    }

    private record Shown(Fit fit, Draws draws, Consumer<Run.Inner> each) implements Run {
        @Override
        public void shows(Inner inner) {
            if (fit.isIteration(inner)) {
                each.accept(inner);
            }
        }
    }
}
