package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.LinearOperators;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Proximable;
import dev.limpid.operator.Wrapped;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Data steps that stop early, against exact ones. Images of nature have little in the frequencies that a blur takes most from; a
 * conjugate gradient finds those last, and no outer loop brings them back.
 */
class InexactDataStepsTest {
    private static final int SIDE = 24;
    private static final int PIXELS = SIDE * SIDE;
    private static final double SIGMA_Y = 0.01;
    /** The share of the exact result's error by which the inexact one may be elsewhere: 1 % of the residual left gives up to 0.17, 10 % at least 0.3. */
    private static final double NEARLY = 0.22;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void giveHqsNearlyTheSameImage(long seed) {
        areNearlyExact(seed, prior -> new Hqs(prior, Hqs.METHOD.preset(Preset.BRIEF, "motion-deblur")));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void giveDiffPirNearlyTheSameImage(long seed) {
        areNearlyExact(seed, prior -> new DiffPir(prior, DiffPir.METHOD.preset(Preset.BRIEF, "motion-deblur")));
    }

    private static void areNearlyExact(long seed, Function<DiffusionPrior, Solver> solver) {
        try (var scope = Scope.open()) {
            Rng rng = Rng.of(seed);
            Tensor basis = waves();
            double[] variances = variances();
            Tensor deviations =
                    Tensor.of(Arrays.stream(variances).map(Math::sqrt).toArray(), 1, PIXELS);
            Tensor truth = rng.purpose("image")
                    .normal(1, PIXELS)
                    .mul(deviations.to(basis.type()))
                    .matmul(basis.transpose(0, 1))
                    .reshape(1, 1, SIDE, SIDE);
            Solver solves = solver.apply(new GaussianPrior(Tensor.zeros(1, 1, SIDE, SIDE), variances, basis).prior());
            var a = Blur.of(BlurKernel.motion(13, 0.5, rng.purpose("kernel")), Boundary.REFLECT, SIDE, SIDE);
            Tensor y = a.apply(truth);
            y = y.add(rng.purpose("noise").normal(y.shape()).mul(SIGMA_Y));

            Tensor inexact = solve(solves, new Measurement(y, a, SIGMA_Y));
            Tensor exact = solve(solves, new Measurement(y, new Exact(a), SIGMA_Y));

            assertThat(rms(inexact.sub(exact))).isPositive().isLessThan(NEARLY * rms(exact.sub(truth)));
        }
    }

    private static Tensor solve(Solver solver, Measurement measurement) {
        var run = Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, 1, 1, SIDE, SIDE))
                .estimating(measurement.y());
        return solver.solve(measurement, run).x();
    }

    private static double rms(Tensor x) {
        return Math.sqrt(x.square().mean().item());
    }

    /** In its columns cos(π (i + ½) f / n) along both sides, orthonormal. */
    private static Tensor waves() {
        var basis = new float[PIXELS * PIXELS];
        for (int k = 0; k < PIXELS; k++) {
            for (int i = 0; i < PIXELS; i++) {
                basis[i * PIXELS + k] = (float) (wave(i / SIDE, k / SIDE) * wave(i % SIDE, k % SIDE));
            }
        }
        return Tensor.of(basis, PIXELS, PIXELS);
    }

    private static double wave(int i, int f) {
        return Math.sqrt((f == 0 ? 1.0 : 2.0) / SIDE) * Math.cos(Math.PI * (i + 0.5) * f / SIDE);
    }

    /** That of each wave falls with the square of its frequency, as in photographs. */
    private static double[] variances() {
        var variances = new double[PIXELS];
        Arrays.setAll(variances, k -> {
            int fy = k / SIDE;
            int fx = k % SIDE;
            return 4.0 / (1 + fy * fy + fx * fx);
        });
        return variances;
    }

    /** A, whose inexact data steps are exact. */
    private record Exact(LinearOperator a) implements Wrapped, Proximable {
        @Override
        public Tensor prox(Tensor v, Tensor y, double rho) {
            return LinearOperators.prox(a, v, y, rho, LinearOperators.CG_ITERATIONS);
        }

        @Override
        public Exact to(Device device) {
            return new Exact(a.to(device));
        }
    }
}
