package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.solver.DmiloConfig;
import dev.limpid.solver.DmiloPgdConfig;
import dev.limpid.solver.IterateObserver;
import dev.limpid.solver.IterateObserver.Decision;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RestorationTest {
    private static final SolverConfig CONFIG =
            new DmiloPgdConfig(3, "dmilo", 2, 5, 0.02, 1e-3, 0.1, 1e-4, 0, 1, 0, false, false);
    private static final int SIDE = 6;

    private static DiffusionPrior prior() {
        var variances = new double[SIDE * SIDE];
        Arrays.fill(variances, 0.05);
        return GaussianPrior.independent(Tensor.zeros(1, 1, SIDE, SIDE), variances)
                .prior();
    }

    private static Tensor truth() {
        return Rng.of(1).purpose("truth").normal(2, 1, SIDE, SIDE).mul(0.2).clamp(-1, 1);
    }

    private static Measurement measurement() {
        return Measurement.simulate(
                truth(), new Inpainting(Masks.random(Rng.of(1), 0.5, SIDE, SIDE)), Noise.gaussian(0.01), Rng.of(1));
    }

    private static Tensor latent() {
        return Restoration.latent(Rng.of(1), 0, 2, 1, SIDE, SIDE);
    }

    @Test
    void countsEvaluationsAndMeasuresTheResidualOfTheResult() {
        try (var scope = Scope.open()) {
            Restoration result = Restoration.run(
                    measurement(), prior(), CONFIG, Selection.LAST, latent(), null, iterate -> Decision.CONTINUE);

            assertThat(result.complete()).isTrue();
            assertThat(result.backward()).isEqualTo(CONFIG.backwardEvaluations());
            assertThat(result.forward()).isGreaterThan(result.backward());
            assertThat(result.outer()).containsExactly(1, 1);
            assertThat(result.residuals()).isEqualTo(Selector.residuals(measurement(), result.x()));
            assertThat(result.seconds()).isPositive();
        }
    }

    @Test
    void theObserverSeesEverythingBesideTheSelection() {
        try (var scope = Scope.open()) {
            var iterates = new AtomicInteger();
            var steps = new AtomicInteger();
            Restoration.run(measurement(), prior(), CONFIG, Selection.LAST, latent(), null, new IterateObserver() {
                @Override
                public Decision onIterate(Iterate iterate) {
                    iterates.incrementAndGet();
                    return Decision.CONTINUE;
                }

                @Override
                public void onInner(Inner inner) {
                    steps.incrementAndGet();
                }
            });

            assertThat(iterates).hasValue(4);
            assertThat(steps).hasValue(2 * (1 + 3 * 5));
        }
    }

    @Test
    void aStoppedRunSaysSoAndHasTheLastProjection() {
        try (var scope = Scope.open()) {
            var iterates = new AtomicInteger();
            Restoration result = Restoration.run(
                    measurement(),
                    prior(),
                    CONFIG,
                    Selection.LAST,
                    latent(),
                    null,
                    iterate -> iterates.incrementAndGet() == 3 ? Decision.STOP : Decision.CONTINUE);

            assertThat(result.complete()).isFalse();
            assertThat(result.outer()).containsExactly(0, 0);
        }
    }

    @Test
    void theOracleNeedsATruthAndIsNeverWorseThanTheLast() {
        try (var scope = Scope.open()) {
            Measurement y = measurement();
            assertThatThrownBy(() -> Restoration.run(
                            y, prior(), CONFIG, Selection.ORACLE, latent(), null, i -> Decision.CONTINUE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the oracle needs the truth, which only a simulation has");

            double[] oracle = errors(
                    Restoration.run(y, prior(), CONFIG, Selection.ORACLE, latent(), truth(), i -> Decision.CONTINUE));
            double[] last = errors(
                    Restoration.run(y, prior(), CONFIG, Selection.LAST, latent(), truth(), i -> Decision.CONTINUE));

            for (int b = 0; b < 2; b++) {
                assertThat(oracle[b]).isLessThanOrEqualTo(last[b]);
            }
        }
    }

    private static double[] errors(Restoration result) {
        return result.x().sub(truth()).square().mean(1, 2, 3).toDoubles();
    }

    @Test
    void theTruthDoesNotChangeWhatIsSolved() {
        try (var scope = Scope.open()) {
            float[] without = Restoration.run(
                            measurement(), prior(), CONFIG, Selection.LAST, latent(), null, i -> Decision.CONTINUE)
                    .x()
                    .toFloats();
            float[] with = Restoration.run(
                            measurement(), prior(), CONFIG, Selection.LAST, latent(), truth(), i -> Decision.CONTINUE)
                    .x()
                    .toFloats();

            assertThat(with).isEqualTo(without);
        }
    }

    @Test
    void anImagesLatentDoesNotDependOnItsBatch() {
        try (var scope = Scope.open()) {
            float[] three = Restoration.latent(Rng.of(4), 5, 3, 1, 2, 2).toFloats();
            float[] second = Restoration.latent(Rng.of(4), 6, 1, 1, 2, 2).toFloats();

            assertThat(Arrays.copyOfRange(three, 4, 8)).isEqualTo(second);
            assertThat(second).isNotEqualTo(Arrays.copyOf(three, 4));
        }
    }

    @Test
    void everyConfigurationHasItsSolver() {
        try (var scope = Scope.open()) {
            assertThat(Solvers.of(new DmiloConfig(3, "dmilo", 1, 1, 0.02, 0, 0, 0, 0), prior()))
                    .isInstanceOf(dev.limpid.solver.Dmilo.class);
            assertThat(Solvers.of(CONFIG, prior())).isInstanceOf(dev.limpid.solver.DmiloPgd.class);
        }
    }
}
