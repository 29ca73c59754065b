package dev.limpid.prior;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Operations;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network that is evaluated again and again at one time step. */
class UNetTimeStepTest {
    private static final UNetConfig PLAIN = TinyUNet.config(4, -1, -1, true, true, false, 0, false);

    @Test
    void evaluationsAtOneTimeStepComputeLessAndTheSame() {
        try (var scope = Scope.open()) {
            var unet = new UNet(PLAIN, TinyUNet.weights(1));
            Tensor x = Rng.of(2).normal(1, 3, 8, 8).variable();
            Tensor g = Rng.of(3).normal(1, 3, 8, 8);
            var first = new Counted(unet, x, g);

            for (int i = 0; i < 10; i++) {
                var again = new Counted(unet, x, g);
                assertThat(again.value).isEqualTo(first.value);
                assertThat(again.gradient).isEqualTo(first.gradient);
            }
            assertThat(new Counted(unet, x, g).operations).isLessThan(first.operations);
            assertThat(unet.epsilon(x, 60).toFloats()).isNotEqualTo(first.value);
            assertThat(new Counted(unet, x, g).value).isEqualTo(first.value);
        }
    }

    /** An evaluation at t = 50 with its gradient. */
    private static final class Counted {
        private final float[] value;
        private final float[] gradient;
        private int operations;

        Counted(UNet unet, Tensor x, Tensor g) {
            try (var scope = Scope.open();
                    var hearing = Operations.listen((name, result, operands, nanos) -> operations++)) {
                Tensor epsilon = unet.epsilon(x, 50);
                value = epsilon.toFloats();
                gradient = Gradients.vjp(epsilon, g, x)[0].toFloats();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "time_embed.0.bias",
                "time_embed.2.weight",
                "input_blocks.1.0.emb_layers.1.weight",
                "middle_block.0.out_layers.0.bias",
                "input_blocks.0.0.weight"
            })
    void anyWeightThatChangesIsSeen(String name) {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            var weights = new HashMap<String, Tensor>();
            UNet unet = new UNet(
                    PLAIN,
                    (any, shape) -> weights.computeIfAbsent(
                            any, key -> TinyUNet.weights(1).get(key, shape)));
            Tensor x = Rng.of(2).normal(1, 3, 8, 8);
            float[] first = unet.epsilon(x, 50).toFloats();
            for (int i = 0; i < 10; i++) {
                unet.epsilon(x, 50);
            }

            InPlace.scale(Objects.requireNonNull(weights.get(name)), 1.5);
            float[] changed = new UNet(PLAIN, (any, shape) -> Objects.requireNonNull(weights.get(any)))
                    .epsilon(x, 50)
                    .toFloats();
            assertThat(unet.epsilon(x, 50).toFloats()).isEqualTo(changed).isNotEqualTo(first);
        }
    }

    /** However often it was evaluated before without being recorded. */
    @Test
    void theWeightsOfTheTimeStepAreRecordedWithTheOthers() {
        try (var scope = Scope.open()) {
            var weights = new HashMap<String, Tensor>();
            UNet unet = new UNet(
                    PLAIN,
                    (name, shape) -> weights.computeIfAbsent(
                            name, any -> TinyUNet.weights(1).get(name, shape).variable()));
            Tensor x = Rng.of(2).normal(1, 3, 8, 8);
            try (var off = Gradients.off()) {
                for (int i = 0; i < 10; i++) {
                    unet.epsilon(x, 50);
                }
            }

            Tensor[] gradients = Gradients.of(
                    unet.epsilon(x, 50).square().sum(),
                    Objects.requireNonNull(weights.get("time_embed.0.weight")),
                    Objects.requireNonNull(weights.get("input_blocks.1.0.emb_layers.1.weight")));
            assertThat(gradients)
                    .allSatisfy(
                            gradient -> assertThat(gradient.abs().max().item()).isPositive());
        }
    }

    @Test
    void threadsMayHaveTimeStepsOfTheirOwn() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            var unet = new UNet(PLAIN, TinyUNet.weights(1));
            Tensor x = Rng.of(2).normal(1, 3, 8, 8);
            List<float[]> alone =
                    List.of(unet.epsilon(x, 50).toFloats(), unet.epsilon(x, 60).toFloats());
            List<Future<List<float[]>>> both =
                    pool.invokeAll(List.of(() -> many(unet, x, 50), () -> many(unet, x, 60)));

            for (int i = 0; i < 2; i++) {
                float[] expected = alone.get(i);
                assertThat(both.get(i).get())
                        .allSatisfy(value -> assertThat(value).isEqualTo(expected));
            }
        } finally {
            pool.shutdown();
        }
    }

    private static List<float[]> many(UNet unet, Tensor x, double t) {
        var values = new ArrayList<float[]>();
        try (var off = Gradients.off()) {
            for (int i = 0; i < 30; i++) {
                try (var one = Scope.open()) {
                    values.add(unet.epsilon(x, t).toFloats());
                }
            }
        }
        return values;
    }
}
