package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.solver.Stage;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two images at once, y = x = 0: an iterate's residual, and its error, is its grey value. */
class SelectorTest {
    private static Tensor grey(double first, double second) {
        return Tensor.cat(List.of(Tensor.full(first, 1, 1, 2, 2), Tensor.full(second, 1, 1, 2, 2)), 0);
    }

    private static Measurement measurement(double sigma) {
        return new Measurement(grey(0, 0), ForwardOperator.identity(), sigma);
    }

    private static Selector selector(Selection rule, double sigma, @Nullable Tensor truth) {
        return new Selector(rule, measurement(sigma), truth, Selected.none(Device.CPU, 2, 1, 2, 2), 0);
    }

    /** Shows the projections of outer iterations 0, 1, …, each after a data-consistency step at 0. */
    private static void show(Selector selector, double[]... projections) {
        for (int k = 0; k < projections.length; k++) {
            selector.see(k, Stage.DATA_CONSISTENCY, grey(0, 0));
            selector.see(k, Stage.PROJECTION, grey(projections[k][0], projections[k][1]));
        }
    }

    private static final double[][] PROJECTIONS = {{0.5, 0.1}, {0.2, 0.3}, {0.25, 0.05}, {0.3, 0.4}};

    private static float[] chosen(Selector selector) {
        float[] x = selector.selected().x().toFloats();
        return new float[] {x[0], x[4]};
    }

    @Test
    void theLastIsTheLastProjection() {
        try (var scope = Scope.open()) {
            Selector selector = selector(Selection.LAST, 0, null);
            show(selector, PROJECTIONS);

            assertThat(selector.selected().step()).containsExactly(3, 3);
            assertThat(chosen(selector)).containsExactly(0.3f, 0.4f);
        }
    }

    @Test
    void theLeastResidualIsFoundForEveryImageAndLooksAtNoDataStep() {
        try (var scope = Scope.open()) {
            Selector selector = selector(Selection.LEAST_RESIDUAL, 0, null);
            show(selector, PROJECTIONS);

            assertThat(selector.selected().step()).containsExactly(1, 2);
            assertThat(chosen(selector)).containsExactly(0.2f, 0.05f);
        }
    }

    /** Rounding would choose among them: half a step of 8 bits is 0.0039. */
    @ParameterizedTest
    @EnumSource(
            value = Selection.class,
            names = {"LEAST_RESIDUAL", "DISCREPANCY"})
    void withoutNoiseTheLastOfThoseThatFitIsTaken(Selection rule) {
        try (var scope = Scope.open()) {
            Selector selector = selector(rule, 0, null);
            show(selector, new double[][] {{0.5, 0.1}, {1e-7, 1e-6}, {1e-5, 0.003}, {3e-7, 0.004}});

            assertThat(selector.selected().step()).containsExactly(3, 2);
        }
    }

    @Test
    void theDiscrepancyPrincipleTakesTheFirstResidualOfTheNoise() {
        try (var scope = Scope.open()) {
            Selector selector = selector(Selection.DISCREPANCY, 0.26, null);
            show(selector, PROJECTIONS);

            assertThat(selector.selected().step()).containsExactly(1, 0);
            assertThat(chosen(selector)).containsExactly(0.2f, 0.1f);
        }
    }

    @Test
    void whereNoResidualComesDownToTheNoiseTheDiscrepancyTakesTheLeast() {
        try (var scope = Scope.open()) {
            Selector selector = selector(Selection.DISCREPANCY, 0.01, null);
            show(selector, PROJECTIONS);

            assertThat(selector.selected().step()).containsExactly(1, 2);
        }
    }

    /** The sharp image lies a pixel beside the truth, and so further from it than a grey one does. */
    @Test
    void whereAKernelIsSoughtTheOracleLooksAtTheBestShift() {
        try (var scope = Scope.open()) {
            Tensor wide = Rng.of(1).normal(1, 1, 12, 13).clamp(-1, 1);
            Tensor truth = wide.narrow(3, 0, 12).contiguous();
            Tensor beside = wide.narrow(3, 1, 12).contiguous();
            assertThat(chosen(KernelBlur.same(Boundary.REFLECT, 3, 12, 12), truth, beside))
                    .isZero();
            assertThat(chosen(ForwardOperator.identity(), truth, beside)).isOne();
        }
    }

    private static int chosen(ParametricOperator a, Tensor truth, Tensor beside) {
        var selector = new Selector(
                Selection.ORACLE, new Measurement(truth, a, 0.01), truth, Selected.none(Device.CPU, 1, 1, 12, 12), 0);
        selector.see(0, Stage.PROJECTION, beside);
        selector.see(1, Stage.PROJECTION, truth.mul(0.5));
        return selector.selected().step()[0];
    }

    @Test
    void theOracleSeesTheTruthAndTheDataStepsToo() {
        try (var scope = Scope.open()) {
            Selector selector = selector(Selection.ORACLE, 0, grey(0.24, 0));
            show(selector, PROJECTIONS);

            assertThat(selector.selected().step()).containsExactly(2, 0);
            assertThat(chosen(selector)).containsExactly(0.25f, 0);
        }
    }

    @Test
    void theOracleIsRefusedWithoutATruth() {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> selector(Selection.ORACLE, 0, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the oracle needs the truth, which only a simulation has");
        }
    }

    @Test
    void theOtherRulesDoNotLookAtATruthThatIsGiven() {
        try (var scope = Scope.open()) {
            Selector selector = selector(Selection.LEAST_RESIDUAL, 0, grey(0.5, 0.4));
            show(selector, PROJECTIONS);

            assertThat(selector.selected().step()).containsExactly(1, 2);
        }
    }

    @Test
    void aSolveStoppedBeforeItsFirstProjectionStillHasAnImage() {
        try (var scope = Scope.open()) {
            Selector selector = selector(Selection.LAST, 0, null);
            selector.see(0, Stage.DATA_CONSISTENCY, grey(0.7, 0.6));

            assertThat(chosen(selector)).containsExactly(0.7f, 0.6f);
        }
    }

    @Test
    void aDataStepIsReplacedByTheFirstProjectionEvenIfItsResidualIsLess() {
        try (var scope = Scope.open()) {
            Selector selector = selector(Selection.LEAST_RESIDUAL, 0, null);
            show(selector, new double[] {0.5, 0.5});

            assertThat(chosen(selector)).containsExactly(0.5f, 0.5f);
        }
    }

    @Test
    void anIterateIsCopied() {
        try (var scope = Scope.open()) {
            Selector selector = selector(Selection.LAST, 0, null);
            Tensor x = grey(0.1, 0.1);
            selector.see(0, Stage.PROJECTION, x);

            x.assign(grey(0.9, 0.9));

            assertThat(chosen(selector)).containsExactly(0.1f, 0.1f);
        }
    }

    @Test
    void entriesThatWereNotObservedDoNotCountInTheResidual() {
        try (var scope = Scope.open()) {
            var a = new Inpainting(Tensor.of(new float[] {1, 0, 0, 0}, 1, 1, 2, 2));
            // The authors' noise lies on removed pixels too.
            var measurement = new Measurement(Tensor.of(new float[] {0.5f, 9, 9, 9}, 1, 1, 2, 2), a, 0);

            assertThat(Selector.residuals(measurement, Tensor.ones(1, 1, 2, 2))).containsExactly(0.5);
        }
    }

    @Test
    void findsARuleByItsName() {
        assertThat(Selection.named("least-residual")).isEqualTo(Selection.LEAST_RESIDUAL);
        assertThatThrownBy(() -> Selection.named("best"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown selection 'best': last, least-residual, discrepancy, hold-out, oracle");
    }

    /** Beyond the range an image counts as it is shown. */
    @Test
    void theOracleLooksAtValuesAsTheMetricsDo() {
        try (var scope = Scope.open()) {
            Selector selector = selector(Selection.ORACLE, 0, grey(1, 1));
            show(selector, new double[] {0.9, 0.9}, new double[] {1.5, 0.8});

            assertThat(chosen(selector)).containsExactly(1.5f, 0.9f);
        }
    }
}
