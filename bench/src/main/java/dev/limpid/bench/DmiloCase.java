package dev.limpid.bench;

import dev.limpid.io.Memory;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.solver.Dmilo;
import dev.limpid.solver.Draws;
import dev.limpid.solver.LayerFit;
import dev.limpid.solver.Run;
import dev.limpid.solver.Start;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.LibTorch;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.function.Consumer;

/**
 * DMILO itself on one image with 70 % of its pixels missing: one outer iteration, in which the N layers take their turns.
 */
final class DmiloCase {
    private static final double REMOVED = 0.7;

    private final Subject subject;
    private final int steps;

    DmiloCase(Subject subject, int steps) {
        this.subject = subject;
        this.steps = steps;
    }

    /**
     * Measures at least {@code iterations} inner iterations after {@code warmUp}: a multiple of N altogether, so that every
     * layer has the same number.
     */
    CaseResult measure(int warmUp, int iterations) {
        int perLayer = (warmUp + iterations + steps - 1) / steps;
        var timer = new InnerTimer(warmUp, perLayer * steps);
        solve(perLayer, timer);
        return new CaseResult(
                subject.name(),
                steps,
                LibTorch.threads(),
                timer.measured(),
                timer.wallMillis(),
                timer.cpuMillis(),
                Memory.peak().orElse(0));
    }

    /** Solves with so many inner iterations for each layer, and shows each of them. */
    void solve(int innerIterations, Consumer<Run.Inner> each) {
        int channels = subject.config().inChannels();
        int size = subject.size();
        Rng rng = Rng.of(0);
        try (var scope = Scope.open()) {
            var a = new Inpainting(Masks.random(rng, REMOVED, size, size));
            Tensor y = a.apply(rng.purpose("measurement").normal(1, channels, size, size));
            new Dmilo(subject.prior(), config(innerIterations))
                    .solve(new Measurement(y, a, 0), new Shown(Draws.of(rng, 0, Device.CPU, y.shape()), each));
        }
    }

    private record Shown(Draws draws, Consumer<Run.Inner> each) implements Run {
        @Override
        public void shows(Inner inner) {
            each.accept(inner);
        }
    }

    /** The authors' rates and weights for inpainting. */
    private Dmilo.Config config(int innerIterations) {
        return new Dmilo.Config(
                new LayerFit(steps, "dmilo", 1, innerIterations, 0.02, 1e-3, 0.1, 1e-4, 0), Start.NOISE);
    }
}
