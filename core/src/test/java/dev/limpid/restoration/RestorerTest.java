package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.prior.TinyUNet;
import dev.limpid.solver.Preset;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RestorerTest {
    private static final int SIDE = 6;
    private static final SolverChoice PGD = SolverChoice.of(
            "dmilo-pgd",
            Preset.BRIEF,
            "inpainting",
            Map.of("innerIterations", "5", "grid", "dmilo", "steps", "3", "start", "noise"));

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

    private static Restoration restore(Selection selection, @Nullable Tensor truth, Watch watch) {
        return new Restorer(prior())
                .restore(
                        Problem.of(measurement(), SIDE, SIDE),
                        PGD,
                        new Restorer.Options(1, selection, truth, null),
                        watch);
    }

    @Test
    void countsEvaluationsAndMeasuresTheResidualOfTheResult() {
        try (var scope = Scope.open()) {
            Restoration result = restore(Selection.LAST, null, Watch.NOTHING);

            assertThat(result.complete()).isTrue();
            assertThat(result.backward()).isEqualTo(PGD.config().cost().backward());
            assertThat(result.evaluations()).isEqualTo(PGD.config().cost().evaluations());
            assertThat(result.step()).containsExactly(1, 1);
            assertThat(result.residuals()).isEqualTo(Selector.residuals(measurement(), result.x()));
            assertThat(result.seconds()).isPositive();
            assertThat(result.estimate().shape()).isEqualTo(truth().shape());
        }
    }

    /** Counts what it hears. */
    private static final class Hearing implements Watch {
        private final AtomicLong evaluations = new AtomicLong();
        private final AtomicInteger projections = new AtomicInteger();
        private final AtomicInteger snapshots = new AtomicInteger();
        private final AtomicLong total = new AtomicLong();
        private final AtomicInteger ends = new AtomicInteger();
        private int stopAfter = Integer.MAX_VALUE;

        @Override
        public boolean goesOn() {
            return projections.get() < stopAfter;
        }

        @Override
        public void begins(long before, long all) {
            assertThat(before).isZero();
            total.set(all);
        }

        @Override
        public void ends() {
            ends.incrementAndGet();
        }

        @Override
        public void progress(long done, OptionalDouble loss) {
            evaluations.set(done);
        }

        @Override
        public void projection(Supplier<Tensor> x) {
            assertThat(x.get().shape()).isEqualTo(truth().shape());
            projections.incrementAndGet();
        }

        @Override
        public void snapshot(Snapshot snapshot) {
            snapshots.incrementAndGet();
        }
    }

    @Test
    void theWatchHearsEverythingBesideTheSelection() {
        try (var scope = Scope.open()) {
            var hearing = new Hearing();
            Restoration result = restore(Selection.LAST, null, hearing);

            assertThat(hearing.projections).hasValue(2);
            assertThat(hearing.snapshots).hasValue(2);
            assertThat(hearing.evaluations).hasValue(result.evaluations());
            assertThat(hearing.total).hasValue(result.evaluations());
            assertThat(hearing.ends).hasValue(1);
        }
    }

    @Test
    void aStoppedRunSaysSoAndHasTheLastProjection() {
        try (var scope = Scope.open()) {
            var hearing = new Hearing();
            hearing.stopAfter = 1;
            Restoration result = restore(Selection.LAST, null, hearing);

            assertThat(result.complete()).isFalse();
            assertThat(result.step()).containsExactly(0, 0);
            assertThat(hearing.snapshots).hasValue(0);
        }
    }

    @Test
    void aRestorationThatIsStoppedBeforeItBeginsHasAnImage() {
        try (var scope = Scope.open()) {
            var hearing = new Hearing();
            hearing.stopAfter = 0;
            Restoration result = restore(Selection.LAST, null, hearing);

            assertThat(result.complete()).isFalse();
            assertThat(result.x().shape()).isEqualTo(truth().shape());
        }
    }

    @Test
    void theOracleNeedsATruthAndIsNeverWorseThanTheLast() {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> restore(Selection.ORACLE, null, Watch.NOTHING))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the oracle needs the truth, which only a simulation has");

            double[] oracle = errors(restore(Selection.ORACLE, truth(), Watch.NOTHING));
            double[] last = errors(restore(Selection.LAST, truth(), Watch.NOTHING));
            for (int b = 0; b < 2; b++) {
                assertThat(oracle[b]).isLessThanOrEqualTo(last[b]);
            }
        }
    }

    private static double[] errors(Restoration result) {
        return result.x().sub(truth()).square().mean(1, 2, 3).toDoubles();
    }

    @Test
    void theTruthDoesNotChangeTheSolve() {
        try (var scope = Scope.open()) {
            float[] without = restore(Selection.LAST, null, Watch.NOTHING).x().toFloats();
            float[] with = restore(Selection.LAST, truth(), Watch.NOTHING).x().toFloats();

            assertThat(with).isEqualTo(without);
        }
    }

    /** A prior of colours restores gray pictures, by any method that takes their operator, and gives gray ones back. */
    @Test
    void aGrayMeasurementGivesAGrayImage() {
        try (var scope = Scope.open()) {
            Tensor gray = Rng.of(2).normal(1, 1, 8, 8).mul(0.3).clamp(-1, 1);
            var a = new Inpainting(Masks.random(Rng.of(1), 0.5, 8, 8));
            Measurement y = Measurement.simulate(gray, a, Noise.gaussian(0.01), Rng.of(1));
            var restorer = new Restorer(TinyUNet.prior(1));
            for (String method : new String[] {"dmilo", "dmilo-pgd", "ddrm", "dps", "harmonic-fill"}) {
                Restoration result = restorer.restore(y, SolverChoice.brief(method, "inpainting"), 0);

                assertThat(result.x().shape()).as(method).containsExactly(1, 1, 8, 8);
                assertThat(result.estimate().shape()).as(method).containsExactly(1, 1, 8, 8);
            }
        }
    }

    @Test
    void aBlindMeasurementGivesTheKernelThatWasFound() {
        try (var scope = Scope.open()) {
            Tensor truth = Rng.of(2).normal(1, 3, 8, 8).mul(0.3).clamp(-1, 1);
            Tensor y =
                    Blur.of(BlurKernel.gaussian(3, 1), Boundary.REFLECT, 8, 8).apply(truth);
            var blur = KernelBlur.same(Boundary.REFLECT, 3, 8, 8);
            var quick = Map.of("chains", "1", "kernelSteps", "6", "imageSteps", "2");
            var solver = SolverChoice.of("blind-pgd", Preset.BRIEF, "blind-deblur", quick);

            Restoration result = new Restorer(TinyUNet.prior(1)).restore(new Measurement(y, blur, 0.01), solver, 0);

            assertThat(result.measurement().a()).isInstanceOf(Blur.class);
            assertThat(((Blur) result.measurement().a()).kernel().height()).isEqualTo(3);
            assertThat(result.estimate().shape()).containsExactly(1, 3, 8, 8);
            assertThat(result.measurement().known().apply(result.x()).shape()).containsExactly(1, 3, 8, 8);
            assertThat(result.evaluations()).isEqualTo(solver.config().cost().evaluations());
        }
    }

    /** Without a kernel there is no residual to select by. */
    @Test
    void aBlindMeasurementIsRefusedAResidualAsTheRule() {
        try (var scope = Scope.open()) {
            Tensor y = Rng.of(2).normal(1, 3, 8, 8).mul(0.3).clamp(-1, 1);
            var problem = new Measurement(y, KernelBlur.same(Boundary.REFLECT, 3, 8, 8), 0.01);
            var least = new Restorer.Options(0, Selection.LEAST_RESIDUAL, null, null);

            assertThatThrownBy(() -> new Restorer(TinyUNet.prior(1))
                            .restore(
                                    Problem.of(problem, 8, 8),
                                    SolverChoice.brief("blind-pgd", "blind-deblur"),
                                    least,
                                    Watch.NOTHING))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "selection least-residual needs a known operator: of a blind problem the last iterate is the"
                                    + " result");
        }
    }

    /** The noise of times up to 400 or so. */
    private static DiffusionPrior ofLittleNoise() {
        DiffusionPrior known = prior();
        return new DiffusionPrior(known.denoiser(), known.schedule(), 1, SIDE, 1, OptionalInt.of(0), 2);
    }

    /** The prior of the test has learned no variance, which the ancestral sampler reads, and DDIM does not. */
    @Test
    void aVarianceThatIsMissingIsSaidWhereItIsRead() {
        try (var scope = Scope.open()) {
            Map<String, String> short2 = Map.of("steps", "2");
            SolverChoice ancestral = SolverChoice.of("dps", Preset.BRIEF, "inpainting", short2);
            SolverChoice ddim = SolverChoice.of("pigdm", Preset.BRIEF, "inpainting", short2);

            assertThat(new Restorer(prior())
                            .restore(measurement(), ancestral, 1)
                            .notices())
                    .containsExactly(
                            "dps reads a learned variance, but the prior has learned none: it took the fixed one, of the"
                                    + " posterior of a step");
            assertThat(new Restorer(prior()).restore(measurement(), ddim, 1).notices())
                    .isEmpty();
        }
    }

    @Test
    void aSolveThatBeginsBeyondTheRangeOfThePriorIsRefused() {
        try (var scope = Scope.open()) {
            SolverChoice published =
                    SolverChoice.of("dps", Preset.AUTHORS_CODE, "inpainting", Map.of("steps", "2", "grid", "999-300"));
            var restorer = new Restorer(ofLittleNoise());

            assertThatThrownBy(() -> restorer.restore(measurement(), published, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "dps begins at noise of sigma 157 (of a [-1, 1] image, t = 999), but the prior was trained on at"
                                    + " most 2.00: choose a grid that begins at t = 395 or less");
            assertThat(restorer.restore(measurement(), SolverChoice.brief("dmilo-pgd", "inpainting"), 1)
                            .notices())
                    .isEmpty();
        }
    }

    @Test
    void aSolveThatKeepsToTheRangeOfThePriorSaysWhereItBegins() {
        try (var scope = Scope.open()) {
            SolverChoice published =
                    SolverChoice.of("fast-dips", Preset.AUTHORS_CODE, "inpainting", Map.of("steps", "3"));

            assertThat(new Restorer(ofLittleNoise())
                            .restore(measurement(), published, 1)
                            .notices())
                    .containsExactly(
                            "the prior knows noise up to sigma 2.00 (of a [-1, 1] image): fast-dips begins there, at t = 395,"
                                    + " and not at sigma 100; from the classical estimate");
        }
    }

    @Test
    void aMethodThatDoesNotTakeTheOperatorIsRefused() {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> new Restorer(prior())
                            .restore(measurement(), SolverChoice.brief("wiener", "motion-deblur"), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("wiener needs a blur with a known kernel, but the operator is ");
        }
    }

    @Test
    void aMethodWithoutAPriorNeedsNone() {
        try (var scope = Scope.open()) {
            Restoration result = new Restorer(null, Device.CPU)
                    .restore(
                            Problem.of(measurement(), SIDE, SIDE),
                            SolverChoice.brief("harmonic-fill", "inpainting"),
                            Restorer.Options.of(0),
                            Watch.NOTHING);

            assertThat(result.x().toFloats()).isEqualTo(result.estimate().toFloats());
            assertThat(result.evaluations()).isZero();
        }
    }

    /** One solve tells all of them. */
    @Test
    void otherSelectionsChooseAsTheyWouldAlone() {
        try (var scope = Scope.open()) {
            List<Selection> others = List.of(Selection.LEAST_RESIDUAL, Selection.DISCREPANCY, Selection.ORACLE);
            var options = new Restorer.Options(1, Selection.LAST, others, truth(), null);
            Restoration result =
                    new Restorer(prior()).restore(Problem.of(measurement(), SIDE, SIDE), PGD, options, Watch.NOTHING);

            assertThat(result.x().toFloats())
                    .isEqualTo(restore(Selection.LAST, null, Watch.NOTHING).x().toFloats());
            assertThat(result.besides().keySet()).containsExactlyInAnyOrderElementsOf(others);
            result.besides()
                    .forEach((rule, x) -> assertThat(x.toFloats())
                            .as(rule.label())
                            .isEqualTo(restore(rule, rule == Selection.ORACLE ? truth() : null, Watch.NOTHING)
                                    .x()
                                    .toFloats()));
        }
    }

    @Test
    void holdOutHasIteratesOfItsOwn() {
        assertThatThrownBy(() -> new Restorer.Options(1, Selection.LAST, List.of(Selection.HOLD_OUT), null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("iterates of its own");
    }
}
