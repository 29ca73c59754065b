package dev.limpid.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** A recorded operation is LibTorch's own; one that is not recorded must give the same. */
class CellsTest {
    @Test
    void pixelsAreRepeatedAsLibTorchRepeatsThem() {
        agree(Functional::upsampleNearest2x, 0, 2, 3, 5, 7);
        agree(Functional::upsampleNearest2x, 0, 1, 1, 1, 1);
    }

    @Test
    void cellsAreAveragedAsLibTorchAveragesThem() {
        agree(x -> Functional.avgPool2d(x, 2), 0, 2, 3, 6, 10);
        agree(x -> Functional.avgPool2d(x, 2), 0, 2, 3, 7, 5);
        agree(x -> Functional.avgPool2d(x, 3), 0, 1, 2, 6, 6);
    }

    @Test
    void theGradientsAreTheTransposes() {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            Tensor x = Rng.of(1).normal(2, 3, 4, 5);
            Tensor g = Rng.of(2).normal(2, 3, 8, 10);
            Offset<Double> rounding = Offset.offset(1e-4);

            assertThat(Functional.upsampleNearest2x(x).mul(g).sum().item())
                    .isCloseTo(x.mul(Backward.upsampleNearest2x(g)).sum().item(), rounding);
            assertThat(Functional.avgPool2d(g, 2).mul(x).sum().item())
                    .isCloseTo(g.mul(Backward.avgPool2x(x)).sum().item(), rounding);
        }
    }

    /** On an image of its own and on some channels of a larger one, whose memory has gaps. */
    private static void agree(UnaryOperator<Tensor> f, double tolerance, long b, long c, long height, long width) {
        try (var scope = Scope.open()) {
            Tensor larger = Rng.of(3).normal(b, c + 2, height, width);
            for (Tensor x : new Tensor[] {larger, larger.narrow(1, 1, c)}) {
                Tensor recorded = f.apply(x);
                try (var off = Gradients.off()) {
                    Tensor own = f.apply(x);
                    assertThat(own.shape()).isEqualTo(recorded.shape());
                    assertThat(own.toFloats()).containsExactly(recorded.toFloats(), Offset.offset((float) tolerance));
                }
            }
        }
    }
}
