package dev.limpid.operator.blur;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelEquationsTest {
    private static final int SIDE = 12;

    /** Q k − b is the gradient of ½ Σ ‖∂(x ⊛ k) − ∂y‖² that automatic differentiation finds. */
    @ParameterizedTest
    @EnumSource(Boundary.class)
    void areTheGradientOfTheDifferencesMisfit(Boundary boundary) {
        for (int size : new int[] {1, 4, 5}) {
            try (var scope = Scope.open()) {
                KernelBlur blur = KernelBlur.same(boundary, size, SIDE, SIDE);
                Rng rng = Rng.of(size);
                Tensor x = rng.purpose("x").normal(3, 2, SIDE, SIDE);
                Tensor k = rng.purpose("k").normal(1, 1, size, size);
                Tensor y = rng.purpose("y")
                        .normal(blur.apply(x, List.of(k)).shape())
                        .narrow(0, 0, 1);

                double[] expected = gradient(blur, x, y, k);
                KernelEquations equations = blur.equations(x, y);
                double[] qk = equations.times(k.to(DType.FLOAT64).toDoubles());
                double[] b = equations.rightSide();

                double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(qk[i] - b[i])
                            .as("tap " + i + " of " + size + " x " + size)
                            .isCloseTo(expected[i], within(1e-4 * largest));
                }
            }
        }
    }

    private static double[] gradient(KernelBlur blur, Tensor x, Tensor y, Tensor k) {
        Tensor variable = k.variable();
        Tensor residual = blur.apply(x, List.of(variable)).sub(y);
        long h = residual.size(2);
        long w = residual.size(3);
        Tensor down = residual.narrow(2, 1, h - 1).sub(residual.narrow(2, 0, h - 1));
        Tensor right = residual.narrow(3, 1, w - 1).sub(residual.narrow(3, 0, w - 1));
        Tensor misfit = down.square().sum().add(right.square().sum()).div(2);
        return Gradients.of(misfit, variable)[0].toDoubles();
    }

    @Test
    void energyIsTheMeanOfTheDiagonal() {
        try (var scope = Scope.open()) {
            KernelBlur blur = KernelBlur.same(Boundary.REFLECT, 3, SIDE, SIDE);
            Tensor x = Rng.of(1).normal(1, 1, SIDE, SIDE);
            KernelEquations equations = blur.equations(x, x);
            double trace = 0;
            for (int i = 0; i < 9; i++) {
                var unit = new double[9];
                unit[i] = 1;
                trace += equations.times(unit)[i];
            }

            assertThat(equations.energy()).isCloseTo(trace / 9, within(1e-9));
        }
    }
}
