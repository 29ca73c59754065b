package dev.limpid.operator;

import static dev.limpid.operator.LinearOperatorTest.norm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.operator.OperatorSamples.Sample;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The special part; {@link LinearOperatorTest} tests what is true of every linear operator. */
class ChannelMeanTest {
    private static final List<Class<?>> CAPABILITIES = List.of(
            LinearOperator.class, Proximable.class, PseudoInvertible.class, Spectral.class, PartialObservation.class);

    static Stream<Sample> forward() {
        return OperatorSamples.of(ForwardOperator.class);
    }

    @ParameterizedTest
    @MethodSource("forward")
    void hasEveryCapabilityOfTheOperatorBehindIt(Sample sample) {
        try (var scope = Scope.open()) {
            var a = (ForwardOperator) sample.make();

            ForwardOperator mean = ChannelMean.of(a, 3);

            for (Class<?> capability : CAPABILITIES) {
                if (capability.isInstance(a)) {
                    assertThat(mean).isInstanceOf(capability);
                }
            }
            assertThat(mean instanceof LinearOperator).isEqualTo(a instanceof LinearOperator);
        }
    }

    @Test
    void measuresTheMeanOfTheChannels() {
        try (var scope = Scope.open()) {
            Tensor mask = Masks.random(Rng.of(1), 0.5, 6, 5);
            var a = new Inpainting(mask);
            Tensor x = Rng.of(2).normal(2, 3, 6, 5);
            ForwardOperator mean = ChannelMean.of(a, 3);

            Tensor y = mean.apply(x);

            Tensor gray = x.narrow(1, 0, 1)
                    .add(x.narrow(1, 1, 1))
                    .add(x.narrow(1, 2, 1))
                    .div(3);
            assertThat(norm(y.sub(gray.mul(mask)))).isLessThan(1e-6 * norm(y));
            assertThat(((PartialObservation) mean).observed().toFloats()).isEqualTo(mask.toFloats());
            assertThat(ChannelMean.of(a, 1)).isSameAs(a);
        }
    }

    @Test
    void refusesNoChannels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChannelMean.of(ForwardOperator.identity(), 0))
                .withMessage("channels must be positive, got 0");
    }
}
