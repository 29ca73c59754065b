package dev.limpid.operator;

import static dev.limpid.operator.LinearOperatorTest.norm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.OperatorSamples.Sample;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Promises of every known A, be it linear or not. */
class ForwardOperatorTest {
    static Stream<Sample> forward() {
        return OperatorSamples.of(ForwardOperator.class);
    }

    static Stream<Sample> partial() {
        return OperatorSamples.of(PartialObservation.class);
    }

    private static ForwardOperator made(Sample sample) {
        return (ForwardOperator) sample.make();
    }

    @ParameterizedTest
    @MethodSource("forward")
    void hasTheGradientThatFiniteDifferencesGive(Sample sample) {
        try (var scope = Scope.open()) {
            ForwardOperator a = made(sample);
            Tensor x = sample.image("u").mul(0.3);
            Tensor variable = x.variable();
            Tensor y = a.apply(variable);
            Tensor cotangent = OperatorSamples.RNG.purpose("cotangent").normal(y.shape());
            Tensor direction = sample.image("direction");

            Tensor gradient = Gradients.vjp(y, cotangent, variable)[0];

            // float32: rounding of y is amplified by 1 / h.
            double h = 1e-2;
            Tensor slope = a.apply(x.add(direction.mul(h)))
                    .sub(a.apply(x.sub(direction.mul(h))))
                    .div(2 * h);
            assertThat(gradient.mul(direction).sum().item())
                    .isCloseTo(slope.mul(cotangent).sum().item(), within(2e-3 * norm(slope) * norm(cotangent)));
        }
    }

    @ParameterizedTest
    @MethodSource("forward")
    void treatsEachImageOfABatchAlone(Sample sample) {
        try (var scope = Scope.open()) {
            ForwardOperator a = made(sample);
            if (a instanceof PartialObservation masks
                    && masks.observed().dim() > 0
                    && masks.observed().size(0) > 1) {
                return;
            }
            Tensor x = sample.image("u");

            Tensor second = a.apply(x.narrow(0, 1, 1));

            assertThat(norm(a.apply(x).narrow(0, 1, 1).sub(second))).isLessThanOrEqualTo(1e-6 * norm(second));
        }
    }

    @ParameterizedTest
    @MethodSource("forward")
    void isTheSameOnItsDevice(Sample sample) {
        try (var scope = Scope.open()) {
            ForwardOperator a = made(sample);
            Tensor x = sample.image("u");

            ForwardOperator moved = a.to(Device.CPU);

            assertThat(moved).hasSameClassAs(a);
            assertThat(moved.apply(x).toFloats()).isEqualTo(a.apply(x).toFloats());
        }
    }

    @ParameterizedTest
    @MethodSource("forward")
    void hasNoUnknowns(Sample sample) {
        try (var scope = Scope.open()) {
            ForwardOperator a = made(sample);
            Tensor x = sample.image("u");

            assertThat(a.unknowns()).isEmpty();
            assertThat(a.with(List.of())).isSameAs(a);
            assertThat(a.apply(x, List.of()).toFloats()).isEqualTo(a.apply(x).toFloats());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.apply(x, List.of(x)))
                    .withMessage("expected no unknowns for " + a + ", got 1");
        }
    }

    @ParameterizedTest
    @MethodSource("partial")
    void showsNothingOfAnImageWhereNothingWasObserved(Sample sample) {
        try (var scope = Scope.open()) {
            var a = (PartialObservation) sample.make();
            Tensor one = a.apply(sample.image("u"));
            Tensor other = a.apply(sample.image("v"));
            Tensor observed = a.observed();

            assertThat(observed.square().sub(observed).abs().max().item()).isZero();
            assertThat(one.sub(other).mul(observed.neg().add(1)).abs().max().item())
                    .isZero();
            assertThat(one.sub(other).mul(observed).abs().max().item()).isPositive();
        }
    }
}
