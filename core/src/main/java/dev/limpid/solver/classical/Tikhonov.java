package dev.limpid.solver.classical;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.LinearOperators;
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
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Tikhonov's regularisation: x = argmin ‖A x − y‖² + ρ ‖x‖² = (AᵀA + ρ I)⁻¹ Aᵀ y, in closed form where A has one, else by conjugate
 * gradients. What A does not see becomes mid-grey.
 *
 * <p>Any linear A. ρ comes from the noise: by bisection the one whose residual is as large as it, see docs/algorithms/classical.md.
 *
 * <p>Source: Tikhonov, "Solution of incorrectly formulated problems and the regularization method", Soviet Math. Dokl. 4, 1963.
 */
public final class Tikhonov implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.withoutPrior(
                    "tikhonov",
                    "Tikhonov",
                    new Method.Need(LinearOperator.class, "a linear A"),
                    Config.class,
                    Tikhonov::new,
                    List.of(new Preset<>(
                            Preset.BRIEF,
                            "[D] the weight from the noise",
                            Map.of(
                                    "super-resolution", new Config(0),
                                    "gaussian-deblur", new Config(0),
                                    "motion-deblur", new Config(0)))))
            .leavesOut("inpainting", "leaves mid-grey what A does not see")
            .leavesOut("denoise", "only brings y nearer to mid-grey");

    /** Bounds of ρ / ‖AᵀA‖: beyond the first A is inverted in float32's rounding, beyond the second nothing is left of y. */
    private static final double LEAST = 1e-5;

    private static final double LARGEST = 10;
    /** They find ρ to half a per cent. */
    private static final int BISECTIONS = 12;

    private final Config config;

    /**
     * The settings.
     *
     * @param weight ρ; 0: from the noise
     */
    public record Config(double weight) implements SolverConfig {
        public Config {
            Discrepancy.check(weight >= 0 && !Double.isInfinite(weight), "weight must not be negative, got " + weight);
        }

        @Override
        public Cost cost() {
            return new Cost(0, 0, 0, weight > 0 ? 1 : BISECTIONS + 1, 0);
        }
    }

    public Tikhonov(Config config) {
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        var a = (LinearOperator) measurement.a();
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            Tensor y = Discrepancy.observed(measurement);
            // One after another: each has a weight of its own, and a step of all would be computed for each.
            List<Tensor> images = IntStream.range(0, measurement.batch())
                    .mapToObj(b -> Scope.tidy(() -> image(
                            new Measurement(y.narrow(0, b, 1).contiguous(), a.ofImage(b), measurement.noiseLevel()))))
                    .toList();
            Tensor x = Tensor.cat(images, 0).clamp(-1, 1);
            run.shows(0, Stage.SAMPLING, x);
            return new Solution(solve.keep(x), true);
        }
    }

    private Tensor image(Measurement one) {
        var a = (LinearOperator) one.a();
        Tensor grey = a.adjoint(one.y()).zerosLike();
        return LinearOperators.prox(a, grey, one.y(), config.weight() > 0 ? config.weight() : weight(a, one, grey));
    }

    /** ρ with ‖A x(ρ) − y‖² = m σ_y², or the bound that comes nearest: the residual grows with ρ. */
    private static double weight(LinearOperator a, Measurement one, Tensor grey) {
        double norm = a.squaredNorm();
        double low = Math.log(LEAST * norm);
        double high = Math.log(LARGEST * norm);
        double enough = Discrepancy.squared(one).item();
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            try (var step = Scope.open()) {
                Tensor residual = a.apply(LinearOperators.prox(a, grey, one.y(), Math.exp(middle)))
                        .sub(one.y());
                if (Discrepancy.squares(residual).item() < enough) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
        }
        return Math.exp((low + high) / 2);
    }
}
