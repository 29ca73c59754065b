package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.PartialObservation;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.solver.Preset;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HoldOutTest {
    private static final int SIDE = 24;

    /** Operators that are divided in different ways. */
    enum Kind {
        IDENTITY,
        MASK,
        BLUR,
        RESIZING,
        FORMULA;

        private ForwardOperator operator() {
            return switch (this) {
                case IDENTITY -> ForwardOperator.identity();
                case MASK -> new Inpainting(Masks.random(Rng.of(1), 0.5, SIDE, SIDE));
                case BLUR -> Blur.of(BlurKernel.gaussian(5, 1.2), Boundary.REFLECT, SIDE, SIDE);
                case RESIZING -> SuperResolution.bicubic(2, SIDE, SIDE);
                case FORMULA -> ForwardOperator.of(Tensor::tanh);
            };
        }

        Measurement measurement() {
            return Measurement.simulate(truth(), operator(), Noise.gaussian(0.05), Rng.of(1));
        }
    }

    private static Tensor truth() {
        return Rng.of(1).purpose("truth").normal(1, 1, SIDE, SIDE).mul(0.3).clamp(-1, 1);
    }

    private static DiffusionPrior prior() {
        var variances = new double[SIDE * SIDE];
        Arrays.fill(variances, 0.09);
        return GaussianPrior.independent(Tensor.zeros(1, 1, SIDE, SIDE), variances)
                .prior();
    }

    @ParameterizedTest
    @EnumSource
    void thePartsAreApartAndTogetherEverythingThatWasObserved(Kind kind) {
        try (var scope = Scope.open()) {
            Measurement whole = kind.measurement();
            HoldOut parts = HoldOut.of(whole, 7);
            Tensor seen = observed(parts.seen());
            Tensor hidden = observed(parts.hidden());

            assertThat(seen.mul(hidden).max().item()).isZero();
            Tensor all = whole.a() instanceof PartialObservation partial ? partial.observed() : seen.onesLike();
            assertThat(seen.add(hidden).toFloats()).isEqualTo(all.toFloats());
            double share = hidden.sum().item() / all.sum().item();
            assertThat(share).isBetween(0.02, 0.09);
            assertThat(parts.seen().y().add(parts.hidden().y()).toFloats())
                    .isEqualTo(whole.y().mul(all).toFloats());
        }
    }

    private static Tensor observed(Measurement part) {
        return ((PartialObservation) part.a()).observed();
    }

    /** Neither the solve nor the estimate at which it may begin, whatever the hidden values are. */
    @ParameterizedTest
    @EnumSource
    void hiddenValuesDoNotReachTheSolver(Kind kind) {
        try (var scope = Scope.open()) {
            Measurement whole = kind.measurement();
            Tensor hidden = observed(HoldOut.of(whole, 3).hidden());
            Tensor wrong = whole.y().add(hidden.mul(0.7));

            List<float[]> iterates = iterates(whole, whole.y());
            List<float[]> others = iterates(whole, wrong);

            assertThat(iterates).hasSizeGreaterThan(2);
            assertThat(others).hasSameSizeAs(iterates);
            for (int k = 0; k < iterates.size(); k++) {
                assertThat(others.get(k)).isEqualTo(iterates.get(k));
            }
        }
    }

    private static List<float[]> iterates(Measurement whole, Tensor y) {
        var shown = new ArrayList<float[]>();
        Watch watch = new Watch() {
            @Override
            public void projection(Supplier<Tensor> x) {
                shown.add(x.get().toFloats());
            }
        };
        SolverChoice solver = SolverChoice.of(
                "dmilo-pgd", Preset.BRIEF, "inpainting", Map.of("innerIterations", "3", "grid", "dmilo", "steps", "3"));
        Restoration result = new Restorer(prior())
                .restore(
                        Problem.of(new Measurement(y, whole.a(), whole.noiseLevel()), SIDE, SIDE),
                        solver,
                        new Restorer.Options(3, Selection.HOLD_OUT, null, null),
                        watch);
        Measurement seen =
                HoldOut.of(new Measurement(y, whole.a(), whole.noiseLevel()), 3).seen();
        assertThat(result.estimate().toFloats())
                .isEqualTo(Classical.estimate(seen).toFloats());
        shown.add(result.estimate().toFloats());
        return shown;
    }

    /** The judge prefers the truth to the image that explains what the solver has seen, noise and all. */
    @Test
    void theJudgeSeesTheHiddenValuesAlone() {
        try (var scope = Scope.open()) {
            Measurement whole = Kind.IDENTITY.measurement();
            HoldOut parts = HoldOut.of(whole, 3);
            Tensor copied = parts.seen().y();

            assertThat(Selector.residuals(parts.seen(), copied)[0]).isZero();
            assertThat(Selector.residuals(parts.hidden(), copied)[0])
                    .isGreaterThan(2 * Selector.residuals(parts.hidden(), truth())[0]);
        }
    }

    @Test
    void tooFewValuesAreNotDivided() {
        try (var scope = Scope.open()) {
            var few = new Measurement(Tensor.zeros(1, 1, 4, 4), ForwardOperator.identity(), 0.1);

            assertThatThrownBy(() -> HoldOut.of(few, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("selection hold-out hides one value of 20, and a measurement of 4 x 4 has fewer");
        }
    }
}
