package dev.limpid.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripsTest {
    private static final int CHANNELS = 4;
    private static final int WIDTH = 9;

    /** The image has 23 rows; the last strip has three of them, or two, eleven, all. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 7, 12, 22, 23, 100})
    void stripsGiveWhatTheWholeImageGives(int rows) {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            Rng rng = Rng.of(3);
            var block = new ReluBlock(layer(rng), layer(rng));
            Tensor x = rng.normal(2, CHANNELS, 23, WIDTH);
            Tensor expected = block.apply(x, Saved.nothing());

            Strips.addByRows(
                    x,
                    2,
                    rows,
                    part -> block.conv2().apply(Functional.relu(block.conv1().apply(part))));

            assertThat(x.sub(expected).abs().max().item()).isLessThan(1e-5);
        }
    }

    private static Conv2dPlain layer(Rng rng) {
        return new Conv2dPlain(rng.normal(CHANNELS, CHANNELS, 3, 3).div(6), 1, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 96})
    void aBlockReplacesItsInput(int side) {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            Rng rng = Rng.of(4);
            var block = new ReluBlock(layer(rng), layer(rng));
            Tensor x = rng.normal(1, CHANNELS, side, WIDTH);
            double[] expected = block.apply(x, Saved.nothing()).toDoubles();

            block.replace(x);

            assertThat(x.toDoubles()).isEqualTo(expected);
        }
    }
}
