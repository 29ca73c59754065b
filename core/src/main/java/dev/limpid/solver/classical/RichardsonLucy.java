package dev.limpid.solver.classical;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.solver.Cost;
import dev.limpid.solver.Method;
import dev.limpid.solver.Preset;
import dev.limpid.solver.Run;
import dev.limpid.solver.Solution;
import dev.limpid.solver.Solver;
import dev.limpid.solver.SolverConfig;
import dev.limpid.solver.Stage;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Richardson-Lucy deconvolution: u ← u · Kᵀ(v / K u) / Kᵀ1 on images u ≥ 0 in [0, 1], which raises the likelihood of Poisson noise in every
 * iteration. Detail comes first and noise later: an image stops when its residual is that of the noise.
 *
 * <p>A blur with a known kernel. K is the blur, v = (y + A(1)) / 2 its measurement of u = (x + 1) / 2, which holds at borders of mid-grey
 * too; negative values of v count as 0.
 *
 * <p>Source: Richardson, "Bayesian-based iterative method of image restoration", JOSA 62, 1972; Lucy, Astronomical Journal 79, 1974.
 * docs/algorithms/classical.md.
 */
public final class RichardsonLucy implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.withoutPrior(
            "richardson-lucy",
            "Richardson-Lucy",
            new Method.Need(Blur.class, "a blur with a known kernel"),
            Config.class,
            RichardsonLucy::new,
            List.of(new Preset<>(
                    Preset.BRIEF,
                    "[D] customary",
                    Map.of("gaussian-deblur", new Config(30), "motion-deblur", new Config(30)))));

    private static final double TINY = 1e-12;
    /** u before the first iteration is at least this: what is 0 stays 0. */
    private static final double DARKEST = 1e-3;

    private final Config config;

    /**
     * The settings.
     *
     * @param iterations at most
     */
    public record Config(int iterations) implements SolverConfig {
        public Config {
            Discrepancy.check(iterations > 0, "iterations must be positive, got " + iterations);
        }

        @Override
        public Cost cost() {
            return new Cost(0, 0, iterations, 0, 0);
        }
    }

    public RichardsonLucy(Config config) {
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        var blur = (Blur) measurement.a();
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            Tensor seen = blur.adjoint(measurement.y().onesLike()).add(TINY); // Kᵀ1
            Tensor v = measurement.y().add(blur.apply(seen.onesLike())).div(2).relu();
            Tensor enough = Discrepancy.squared(measurement).div(4); // of u's range
            Tensor u =
                    blur.adjoint(v).div(seen).add(-DARKEST).relu().add(DARKEST).copy();
            for (int k = 0; k < config.iterations() && run.goesOn(); k++) {
                try (var iteration = Scope.open()) {
                    Tensor ku = blur.apply(u).add(TINY);
                    Tensor active = Discrepancy.squares(ku.sub(v)).sub(enough).greater(0);
                    run.shows(new Run.Inner(
                            k,
                            0,
                            0,
                            Map.of("likelihood", likelihood(v, ku)),
                            Map.of("x", u.mul(2).add(-1))));
                    if (active.max().item() == 0) {
                        break;
                    }
                    Tensor factor = blur.adjoint(v.div(ku)).div(seen);
                    u.assign(u.mul(factor.add(-1).mul(active).add(1)));
                }
            }
            boolean complete = run.goesOn();
            Tensor x = u.mul(2).add(-1).clamp(-1, 1);
            run.shows(0, Stage.SAMPLING, x);
            return new Solution(solve.keep(x), complete);
        }
    }

    /** Σ v log K u − K u, mean over the pixels. */
    private static double likelihood(Tensor v, Tensor ku) {
        return v.mul(ku.log()).sub(ku).mean().item();
    }
}
