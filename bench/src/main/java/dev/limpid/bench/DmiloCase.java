package dev.limpid.bench;

import dev.limpid.io.Memory;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.solver.Dmilo;
import dev.limpid.solver.DmiloConfig;
import dev.limpid.solver.IterateObserver;
import dev.limpid.tensor.LibTorch;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

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

    /** Solves with so many inner iterations for each layer. */
    void solve(int innerIterations, IterateObserver observer) {
        int channels = subject.config().inChannels();
        int size = subject.size();
        Rng rng = Rng.of(0);
        try (var scope = Scope.open()) {
            var a = new Inpainting(Masks.random(rng, REMOVED, size, size));
            Tensor y = a.apply(rng.purpose("measurement").normal(1, channels, size, size));
            Tensor seed = rng.purpose("seed").normal(1, channels, size, size);
            new Dmilo(subject.prior(), config(innerIterations)).solve(new Measurement(y, a, 0), seed, observer);
        }
    }

    /** The authors' rates and weights for inpainting. */
    private DmiloConfig config(int innerIterations) {
        return new DmiloConfig(steps, "dmilo", 1, innerIterations, 0.02, 1e-3, 0.1, 1e-4, 0);
    }
}
