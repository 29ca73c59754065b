package dev.limpid.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ReluBlockTest {
    private static final Weights RANDOM =
            (name, shape) -> Rng.of(1).purpose(name).normal(shape).mul(0.2);

    @Test
    void keepsOneByteAValueForItsGradient() {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            Saved saved = Saved.empty();
            ReluBlock.of(RANDOM, "block", 4).apply(Rng.of(2).normal(1, 4, 6, 5), saved);

            Tensor kept = saved.pop();
            assertThat(kept.type()).isEqualTo(DType.BOOL);
            assertThat(kept.shape()).containsExactly(1, 4, 6, 5);
            assertThat(kept.type().bytes()).isEqualTo(1);
        }
    }

    @Test
    void leavesItsInputAndTheGradientAtItsOutputAsTheyWere() {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            ReluBlock block = ReluBlock.of(RANDOM, "block", 4);
            Tensor x = Rng.of(2).normal(1, 4, 6, 5);
            Tensor g = Rng.of(3).normal(1, 4, 6, 5);
            Tensor xBefore = x.copy();
            Tensor gBefore = g.copy();
            Saved saved = Saved.empty();

            block.apply(x, saved);
            block.backward(g, saved);

            assertThat(x.sub(xBefore).abs().max().item()).isZero();
            assertThat(g.sub(gBefore).abs().max().item()).isZero();
        }
    }
}
