package dev.limpid.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientsTest {
    private static Tensor kernel() {
        return Rng.of(1).purpose("kernel").normal(2, 2, 3, 3).to(DType.FLOAT64);
    }

    private static Tensor gain() {
        return Tensor.of(new double[] {0.7, -1.2}, 2);
    }

    static List<Named<UnaryOperator<Tensor>>> functions() {
        return List.of(
                Named.of(
                        "arithmetic",
                        x -> x.mul(x).add(3).div(x.square().add(1)).sub(x.neg())),
                Named.of(
                        "exp, log, sqrt",
                        x -> x.exp().log().add(x.square().add(1).sqrt())),
                Named.of("sin, cos, tanh", x -> x.sin().mul(x.cos()).add(x.tanh())),
                Named.of(
                        "abs, clamp, relu", x -> x.abs().mul(x.clamp(-0.8, 0.8)).add(x.relu())),
                Named.of("softmax", x -> x.softmax(3).mul(x)),
                Named.of("matmul", x -> x.matmul(x.transpose(2, 3))),
                Named.of("sum and mean", x -> x.mul(x.sum(2)).add(x.square().mean(1, 3))),
                Named.of(
                        "shapes",
                        x -> Tensor.cat(List.of(x.narrow(3, 1, 2), x.flip(3).every(3, 0, 2)), 3)
                                .permute(0, 2, 3, 1)
                                .reshape(1, 4, 8)
                                .square()),
                Named.of("roll", x -> x.roll(new long[] {1, 2}, 2, 3).mul(x)),
                Named.of("conv2d", x -> Functional.conv2d(x, kernel(), gain(), 1, 1, 1)),
                Named.of("conv2d with a stride", x -> Functional.conv2d(x, kernel(), null, 2, 1, 1)),
                Named.of("conv_transpose2d", x -> Functional.convTranspose2d(x, kernel(), null, 2, 1, 1)),
                Named.of("group norm", x -> Functional.groupNorm(x, 1, gain(), gain(), 1e-5)),
                Named.of("group norm and silu", x -> Functional.groupNormSilu(x, 2, gain(), gain(), 1e-5)),
                Named.of("attention", x -> Functional.attention(x, x.mul(0.3), x.sin(), 0.5)),
                Named.of("resampling", x -> Functional.avgPool2d(Functional.upsampleNearest2x(x.square()), 4)),
                Named.of("leaky relu", x -> Functional.leakyRelu(x, 0.2)),
                Named.of(
                        "reflection",
                        x -> Functional.pad(x, 1, 2, 2, 1, Functional.Padding.REFLECT)
                                .square()));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void agreeWithFiniteDifferences(UnaryOperator<Tensor> f) {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(2).normal(1, 2, 4, 4).to(DType.FLOAT64);
            Tensor direction = Rng.of(3).normal(1, 2, 4, 4).to(DType.FLOAT64);
            Tensor variable = x.variable();
            Tensor output = f.apply(variable);
            Tensor cotangent = Rng.of(4).normal(output.shape()).to(DType.FLOAT64);

            Tensor gradient = Gradients.vjp(output, cotangent, variable)[0];

            double h = 1e-6;
            Tensor ahead = f.apply(x.add(direction.mul(h)));
            Tensor behind = f.apply(x.add(direction.mul(-h)));
            double expected = ahead.sub(behind).mul(cotangent).sum().div(2 * h).item();
            double scale = Math.max(1, gradient.abs().max().item());
            assertThat(gradient.mul(direction).sum().item()).isCloseTo(expected, within(1e-6 * scale));
        }
    }

    @Test
    void isZeroForAVariableThatTheScalarDoesNotDependOn() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(2).variable();
            Tensor y = Tensor.ones(3).variable();

            Tensor[] gradients = Gradients.of(x.square().sum(), x, y);

            assertThat(gradients[0].toFloats()).containsExactly(2, 2);
            assertThat(gradients[1].toFloats()).containsExactly(0, 0, 0);
        }
    }

    @Test
    void recordingIsSwitchedOffAndOnForARegion() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(2).variable();
            try (var off = Gradients.off()) {
                assertThat(Gradients.recording()).isFalse();
                assertThat(x.square().requiresGradient()).isFalse();
                try (var on = Gradients.on()) {
                    assertThat(x.square().requiresGradient()).isTrue();
                }
                assertThat(Gradients.recording()).isFalse();
            }
            assertThat(Gradients.recording()).isTrue();
        }
    }

    @Test
    void assigningLeavesNoTrace() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(2).variable();

            x.assign(Tensor.full(4, 2));

            assertThat(Gradients.of(x.square().sum(), x)[0].toFloats()).containsExactly(8, 8);
        }
    }

    @Test
    void aCotangentOfAnotherShapeIsRefusedInOneLine() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(2, 3).variable();
            Tensor y = x.square();

            assertThatThrownBy(() -> Gradients.vjp(y, Tensor.ones(4), x))
                    .isInstanceOf(TensorException.class)
                    .hasMessageStartingWith("gradient([2, 3], [4]): ")
                    .hasMessageNotContainingAny("\n", "frame #");
        }
    }

    @Test
    void aStepRecordedByItselfHasItsGradient() {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            Tensor x = Rng.of(2).normal(5);
            Tensor g = Rng.of(3).normal(5);

            Tensor y = Rng.of(4).normal(5).variable();
            Tensor leaf = x.variable();
            Tensor value = Gradients.recorded(two -> two[0].square().mul(two[1]), leaf, y);
            Tensor[] gradients = Gradients.atLeaves("product", value, g, leaf, y);

            assertThat(gradients[0]
                            .sub(x.mul(y.detach()).mul(g).mul(2))
                            .abs()
                            .max()
                            .item())
                    .isLessThan(1e-6);
            assertThat(gradients[1].sub(x.square().mul(g)).abs().max().item()).isLessThan(1e-6);
            assertThat(Gradients.recording()).isFalse();
        }
    }
}
