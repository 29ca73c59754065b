package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolutionTest {
    private static double dot(Tensor u, Tensor v) {
        return u.mul(v).sum().item();
    }

    /** Sides that the factor divides, and others, down to less than one cell. */
    @ParameterizedTest
    @CsvSource({"4, 16, 12", "4, 13, 10", "2, 7, 9", "4, 3, 1", "1, 5, 6"})
    void theSumIsTheAdjointOfTheEnlargement(int factor, int height, int width) {
        try (var scope = Scope.open()) {
            var resolution = new Resolution(factor, height, width);
            Tensor z = Rng.of(1).normal(2, 3, resolution.rows(), resolution.columns());
            Tensor x = Rng.of(2).normal(2, 3, height, width);

            assertThat(resolution.up(z).shape()).containsExactly(2, 3, height, width);
            assertThat(dot(resolution.up(z), x)).isCloseTo(dot(z, resolution.sum(x)), within(1e-4));
            assertThat(resolution.down(resolution.up(z)).toDoubles()).containsExactly(z.toDoubles(), within(1e-6));
            assertThat(resolution.part(x).shape()).isEqualTo(z.shape());
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 18, 14", "2, 16, 15"})
    void aLinearOperatorStaysLinearWithItsAdjoint(int factor, int height, int width) {
        try (var scope = Scope.open()) {
            var resolution = new Resolution(factor, height, width);
            Blur blur = Blur.of(BlurKernel.gaussian(5, 1), Boundary.REFLECT, height, width);
            var a = (LinearOperator) resolution.seenBy(blur);
            Tensor z = Rng.of(1).normal(1, 3, resolution.rows(), resolution.columns());
            Tensor y = Rng.of(2).normal(1, 3, height, width);

            assertThat(dot(a.apply(z), y)).isCloseTo(dot(z, a.adjoint(y)), within(1e-4));
            assertThat(a.apply(z).square().sum().item())
                    .isLessThanOrEqualTo(a.squaredNorm() * z.square().sum().item());
        }
    }

    /** A nonlinear one keeps its derivative: that of tanh, summed over the cells. */
    @ParameterizedTest
    @CsvSource({"4, 10, 9"})
    void anotherOperatorStaysDifferentiable(int factor, int height, int width) {
        try (var scope = Scope.open()) {
            var resolution = new Resolution(factor, height, width);
            ForwardOperator a = resolution.seenBy(ForwardOperator.of(Tensor::tanh));
            Tensor z = Rng.of(1).normal(1, 3, resolution.rows(), resolution.columns());
            Tensor y = Rng.of(2).normal(1, 3, height, width);

            Derivative.Point point = Derivative.at(a, z, y);

            Tensor tanh = resolution.up(z).tanh();
            Tensor expected = resolution.sum(tanh.sub(y).mul(tanh.square().neg().add(1)));
            assertThat(point.gradient().toDoubles()).containsExactly(expected.toDoubles(), within(1e-4));
        }
    }
}
