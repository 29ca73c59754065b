package dev.limpid.solver.classical;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Total variation: the flattest image in [−1, 1] that explains y, min TV(x) with ‖A x − y‖² ≤ m σ_y², or min TV(x) + ‖A x − y‖² / 2λ for a
 * given λ. TV(x) = Σ |∇x| over the pixels, with forward differences, the length of ∇x running over both directions and all channels.
 *
 * <p>Any linear A. The primal-dual algorithm of Chambolle and Pock on K = (A, ∇), with τ σ (‖AᵀA‖ + 8) = 1. With the constraint the
 * noise alone decides how flat: its multiplier is the λ of the discrepancy principle.
 *
 * <p>Source: Rudin, Osher, Fatemi, "Nonlinear total variation based noise removal algorithms", Physica D 60, 1992; Chambolle, Pock, "A
 * first-order primal-dual algorithm for convex problems with applications to imaging", JMIV 40, 2011, Algorithm 1.
 * docs/algorithms/classical.md.
 */
public final class TotalVariation implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.withoutPrior(
            "total-variation",
            "total variation",
            new Method.Need(LinearOperator.class, "a linear A"),
            Config.class,
            TotalVariation::new,
            List.of(new Preset<>(
                    Preset.BRIEF,
                    "[D] the weight from the noise; docs/algorithms/classical.md",
                    forTasks("inpainting", "super-resolution", "gaussian-deblur", "motion-deblur", "denoise"))));

    /** ‖∇ᵀ∇‖ in two dimensions, from above. */
    private static final double GRADIENT_NORM = 8;
    /** √(σ / τ): the dual variables are larger than images. */
    private static final double BALANCE = 20;
    /** How often the gap is shown. */
    private static final int SHOWN = 10;

    private static final double TINY = 1e-12;

    private final Config config;

    /**
     * The settings.
     *
     * @param iterations of the primal-dual algorithm
     * @param weight λ; 0: from the noise
     */
    public record Config(int iterations, double weight) implements SolverConfig {
        public Config {
            Discrepancy.check(iterations > 0, "iterations must be positive, got " + iterations);
            Discrepancy.check(weight >= 0 && !Double.isInfinite(weight), "weight must not be negative, got " + weight);
        }

        @Override
        public Cost cost() {
            return new Cost(0, 0, iterations, 0, 0);
        }
    }

    public TotalVariation(Config config) {
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        var a = (LinearOperator) measurement.a();
        double norm = Math.sqrt(a.squaredNorm() + GRADIENT_NORM); // of K
        double sigma = BALANCE / norm;
        double tau = 1 / (BALANCE * norm);
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            Tensor y = Discrepancy.observed(measurement);
            Tensor epsilon = Discrepancy.squared(measurement).sqrt();
            Tensor x = a.adjoint(y).div(a.squaredNorm()).clamp(-1, 1).copy();
            Tensor xBar = x.copy();
            Tensor p = y.zerosLike();
            Tensor q = gradient(x).zerosLike();
            boolean complete = true;
            for (int k = 0; k < config.iterations() && complete; k++) {
                try (var iteration = Scope.open()) {
                    p.assign(dual(p.add(a.apply(xBar).sub(y).mul(sigma)), sigma, epsilon));
                    q.assign(cut(q.add(gradient(xBar).mul(sigma))));
                    Tensor slope = a.adjoint(p).add(adjointGradient(q));
                    Tensor next = x.sub(slope.mul(tau)).clamp(-1, 1);
                    xBar.assign(next.mul(2).sub(x));
                    x.assign(next);
                    if (k % SHOWN == SHOWN - 1) {
                        run.shows(new Run.Inner(
                                k, 0, 0, terms(a.apply(x).sub(y), x, p, slope, y, epsilon), Map.of("x", x)));
                    }
                }
                complete = run.goesOn();
            }
            run.shows(0, Stage.SAMPLING, x);
            return new Solution(solve.keep(x), complete);
        }
    }

    /**
     * The proximal step of σ F*, for F*(p) = ⟨p, y⟩ + ε ‖p‖ with the constraint and ⟨p, y⟩ + λ ‖p‖² / 2 with a weight; {@code p} has its
     * ⟨p, y⟩ subtracted.
     */
    private Tensor dual(Tensor p, double sigma, Tensor epsilon) {
        if (config.weight() > 0) {
            return p.div(1 + sigma * config.weight());
        }
        Tensor norm = Discrepancy.squares(p).sqrt().add(TINY);
        Tensor shorter = norm.sub(epsilon.mul(sigma)).relu();
        return p.mul(shorter.div(norm));
    }

    /**
     * The duality gap of each pixel, primal − dual, which is 0 at the solution; and with the constraint the residual as a share of ε, which is
     * 1 there unless a flat image explains y. The dual is −‖Aᵀp + ∇ᵀq‖₁ − F*(p), the minimum over the box.
     */
    private Map<String, Double> terms(Tensor r, Tensor x, Tensor p, Tensor slope, Tensor y, Tensor epsilon) {
        Tensor squares = Discrepancy.squares(r);
        Tensor pp = Discrepancy.squares(p);
        Tensor dual = slope.abs().sum(1, 2, 3).add(p.mul(y).sum(1, 2, 3)).neg();
        Tensor primal = lengths(gradient(x)).sum(1, 2, 3);
        if (config.weight() > 0) {
            Tensor gap = primal.add(squares.div(2 * config.weight())).sub(dual).add(pp.mul(config.weight() / 2));
            return Map.of("gap", gap.mean().item() / pixels(x));
        }
        Tensor gap = primal.sub(dual).add(pp.sqrt().mul(epsilon));
        return Map.of(
                "gap",
                gap.mean().item() / pixels(x),
                "residual",
                squares.sqrt().div(epsilon).mean().item());
    }

    private static double pixels(Tensor x) {
        return (double) x.size(2) * x.size(3);
    }

    /** ∇x, (B, 2 C, H, W): differences to the pixel below and to the right, 0 in the last row and column. */
    private static Tensor gradient(Tensor x) {
        return Tensor.cat(List.of(difference(x, 2), difference(x, 3)), 1);
    }

    private static Tensor difference(Tensor x, int dim) {
        long n = x.size(dim) - 1;
        Tensor last = x.narrow(dim, n, 1).zerosLike();
        return Tensor.cat(List.of(x.narrow(dim, 1, n).sub(x.narrow(dim, 0, n)), last), dim);
    }

    /** ∇ᵀq. */
    private static Tensor adjointGradient(Tensor q) {
        long channels = q.size(1) / 2;
        return adjointDifference(q.narrow(1, 0, channels), 2)
                .add(adjointDifference(q.narrow(1, channels, channels), 3));
    }

    private static Tensor adjointDifference(Tensor q, int dim) {
        Tensor none = q.narrow(dim, 0, 1).zerosLike();
        return Tensor.cat(List.of(none, q.narrow(dim, 0, q.size(dim) - 1)), dim).sub(q);
    }

    /** |q| of each pixel, (B, 1, H, W). */
    private static Tensor lengths(Tensor q) {
        return q.square().sum(1).sqrt();
    }

    /** q where |q| ≤ 1, else q / |q|. */
    private static Tensor cut(Tensor q) {
        return q.div(lengths(q).add(-1).relu().add(1));
    }

    private static Map<String, Config> forTasks(String... tasks) {
        return Arrays.stream(tasks).collect(Collectors.toMap(task -> task, task -> new Config(500, 0)));
    }
}
