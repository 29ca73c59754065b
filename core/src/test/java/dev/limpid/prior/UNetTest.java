package dev.limpid.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.nn.WeightLayout;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UNetTest {
    private static final UNetConfig PLAIN = TinyUNet.config(4, -1, -1, true, true, false, 0, false);
    private static final UNetConfig CLASSES = TinyUNet.config(4, -1, -1, true, true, true, 5, false);

    /** Heads by number or width, other heads on the way up, and every choice of the four switches. */
    static List<UNetConfig> options() {
        var options = new ArrayList<UNetConfig>();
        for (int bits = 0; bits < 16; bits++) {
            for (int[] heads : new int[][] {{4, -1, -1}, {1, 16, -1}, {2, -1, 8}}) {
                options.add(TinyUNet.config(
                        heads[0],
                        heads[1],
                        heads[2],
                        (bits & 1) != 0,
                        (bits & 2) != 0,
                        (bits & 4) != 0,
                        0,
                        (bits & 8) != 0));
            }
        }
        return options;
    }

    private static Tensor recorded(UNet unet, Tensor x, double t) {
        return unet.apply(x, new double[] {t}, null, (name, value) -> {})
                .narrow(1, 0, unet.config().inChannels());
    }

    @ParameterizedTest
    @MethodSource("options")
    void theHandWrittenBackwardPassIsAutogradsForEveryOption(UNetConfig config) {
        try (var scope = Scope.open()) {
            var unet = new UNet(config, TinyUNet.weights(1));
            Tensor x = Rng.of(2).normal(2, 3, 8, 16).variable();
            Tensor cotangent = Rng.of(3).normal(2, 3, 8, 16);

            Tensor reference = recorded(unet, x, 321);
            Tensor expected = Gradients.vjp(reference, cotangent, x)[0];
            Tensor epsilon = unet.epsilon(x, 321);
            Tensor gradient = Gradients.vjp(epsilon, cotangent, x)[0];

            assertThat(relative(epsilon, reference)).isLessThan(1e-5);
            assertThat(relative(gradient, expected)).isLessThan(1e-5);
        }
    }

    private static double relative(Tensor a, Tensor b) {
        return Math.sqrt(a.sub(b).square().sum().item() / b.square().sum().item());
    }

    @Test
    void theBackwardPassAgreesWithFiniteDifferences() {
        try (var scope = Scope.open()) {
            UNet unet = TinyUNet.of(1);
            Tensor x = Rng.of(2).normal(1, 3, 8, 8);
            Tensor direction = Rng.of(4).normal(1, 3, 8, 8);
            Tensor cotangent = Rng.of(3).normal(1, 3, 8, 8);
            Tensor variable = x.variable();

            double slope = Gradients.vjp(unet.epsilon(variable, 50), cotangent, variable)[0]
                    .mul(direction)
                    .sum()
                    .item();

            double h = 1e-2;
            double ahead = unet.epsilon(x.add(direction.mul(h)), 50)
                    .mul(cotangent)
                    .sum()
                    .item();
            double behind = unet.epsilon(x.add(direction.mul(-h)), 50)
                    .mul(cotangent)
                    .sum()
                    .item();
            assertThat((ahead - behind) / (2 * h)).isCloseTo(slope, within(5e-3 * Math.abs(slope)));
        }
    }

    @Test
    void everyImageOfABatchIsTreatedAsIfItWereAlone() {
        try (var scope = Scope.open()) {
            UNet unet = TinyUNet.of(1);
            Tensor x = Rng.of(2).normal(3, 3, 8, 8);

            Tensor batch = unet.epsilon(x, 700);

            for (int b = 0; b < 3; b++) {
                Tensor alone = unet.epsilon(x.narrow(0, b, 1), 700);
                assertThat(relative(batch.narrow(0, b, 1), alone)).isLessThan(1e-5);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyImageMayHaveItsOwnTime(boolean scaleShift) {
        try (var scope = Scope.open()) {
            var unet = new UNet(TinyUNet.config(4, -1, -1, scaleShift, true, false, 0, false), TinyUNet.weights(1));
            Tensor x = Rng.of(2).normal(2, 3, 8, 8);

            Tensor both = unet.apply(x, new double[] {10, 900.5}, null, (name, value) -> {});

            assertThat(relative(both.narrow(0, 0, 1), recorded(unet, x.narrow(0, 0, 1), 10)))
                    .isLessThan(1e-5);
            assertThat(relative(both.narrow(0, 1, 1), recorded(unet, x.narrow(0, 1, 1), 900.5)))
                    .isLessThan(1e-5);
            assertThat(relative(recorded(unet, x, 10), recorded(unet, x, 900.5)))
                    .isGreaterThan(1e-3);
        }
    }

    @Test
    void aClassConditionalNetworkListensToItsLabels() {
        try (var scope = Scope.open()) {
            var unet = new UNet(CLASSES, TinyUNet.weights(1));
            Tensor x = Rng.of(2).normal(2, 3, 8, 8);
            var variable = x.variable();

            Tensor both = unet.apply(variable, new double[] {10}, new long[] {0, 4}, (name, value) -> {});
            Tensor second = unet.apply(x.narrow(0, 1, 1), new double[] {10}, new long[] {4}, (name, value) -> {});
            Tensor other = unet.apply(x.narrow(0, 1, 1), new double[] {10}, new long[] {3}, (name, value) -> {});

            assertThat(both.size(1)).isEqualTo(6);
            assertThat(relative(both.narrow(0, 1, 1), second)).isLessThan(1e-5);
            assertThat(relative(other, second)).isGreaterThan(1e-3);
            assertThat(Gradients.of(both.sum(), variable)[0].abs().max().item()).isPositive();
        }
    }

    @Test
    void refusesLabelsThatDoNotFit() {
        try (var scope = Scope.open()) {
            var unet = new UNet(CLASSES, TinyUNet.weights(1));
            var unconditional = new UNet(PLAIN, TinyUNet.weights(1));
            Tensor x = Rng.of(2).normal(2, 3, 8, 8);

            assertThatThrownBy(() -> unet.epsilon(x, 3)).hasMessage("a class-conditional prior needs labels");
            assertThatThrownBy(() -> unet.epsilon(x.variable(), 3))
                    .hasMessage("a class-conditional prior needs labels");
            assertThatThrownBy(() -> apply(unet, x, 1, 2, 3)).hasMessage("3 labels for 2 images");
            assertThatThrownBy(() -> apply(unet, x, 1, 5)).hasMessage("labels must be between 0 and 4, got 5");
            assertThatThrownBy(() -> apply(unet, x, -1, 2)).hasMessage("labels must be between 0 and 4, got -1");
            assertThatThrownBy(() -> apply(unconditional, x, 1, 2)).hasMessage("the prior is not class-conditional");
            assertThatThrownBy(() -> unet.apply(x, new double[3], new long[2], (name, value) -> {}))
                    .hasMessage("3 times for 2 images");
        }
    }

    private static void apply(UNet unet, Tensor x, long... labels) {
        unet.apply(x, new double[] {3}, labels, (name, value) -> {});
    }

    @Test
    void refusesImagesOfOtherChannelsAndSidesThatDoNotHalve() {
        try (var scope = Scope.open()) {
            UNet unet = TinyUNet.of(1);

            assertThatThrownBy(() -> unet.epsilon(Tensor.zeros(1, 1, 8, 8), 3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the prior takes images of shape (B, 3, H, W), got [1, 1, 8, 8]");
            assertThatThrownBy(() -> unet.epsilon(Tensor.zeros(3, 8, 8), 3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the prior takes images of shape (B, 3, H, W), got [3, 8, 8]");
            assertThatThrownBy(() -> unet.epsilon(Tensor.zeros(1, 3, 8, 9), 3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the prior takes images whose sides are multiples of 2, got 8×9");
        }
    }

    @Test
    void refusesHeadsThatDoNotDivideTheChannels() {
        assertThatThrownBy(() -> layout(TinyUNet.config(1, 24, -1, true, true, false, 0, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("num_head_channels must divide the 64 channels where attention is used, got 24");
        assertThatThrownBy(() -> layout(TinyUNet.config(3, -1, -1, true, true, false, 0, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("64 channels do not divide into 3 attention heads");
        assertThatThrownBy(() -> layout(TinyUNet.config(4, -1, 3, true, true, false, 0, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("64 channels do not divide into 3 attention heads");
    }

    private static Map<String, long[]> layout(UNetConfig config) {
        try (var scope = Scope.open()) {
            return WeightLayout.of(w -> new UNet(config, w));
        }
    }

    @Test
    void theSwitchesChangeTheWeightsThatAreAskedFor() {
        Map<String, long[]> plain = layout(TinyUNet.config(4, -1, -1, false, false, true, 5, false));

        assertThat(plain)
                .containsKeys("input_blocks.2.0.op.weight", "output_blocks.1.2.conv.weight", "label_emb.weight");
        assertThat(plain.get("input_blocks.1.0.emb_layers.1.weight")).containsExactly(32, 128);
        assertThat(plain.get("out.2.weight")).containsExactly(6, 32, 3, 3);
        assertThat(layout(PLAIN).get("input_blocks.1.0.emb_layers.1.weight")).containsExactly(64, 128);
        assertThat(layout(PLAIN))
                .doesNotContainKey("label_emb.weight")
                .containsKey("input_blocks.2.0.in_layers.2.weight");
    }

    @Test
    void theNoiseOfANetworkWithLearnedVarianceIsTheFirstHalf() {
        try (var scope = Scope.open()) {
            var unet = new UNet(TinyUNet.config(4, -1, -1, true, true, true, 0, false), TinyUNet.weights(1));
            Tensor x = Rng.of(2).normal(1, 3, 8, 8);

            Tensor all = unet.apply(x, new double[] {5}, null, (name, value) -> {});

            assertThat(all.shape()).containsExactly(1, 6, 8, 8);
            assertThat(relative(unet.epsilon(x, 5), all.narrow(1, 0, 3))).isLessThan(1e-6);
        }
    }

    @Test
    void anEvaluationWithoutGradientsLeavesTheSameValues() {
        try (var scope = Scope.open()) {
            UNet unet = TinyUNet.of(1);
            Tensor x = Rng.of(2).normal(1, 3, 8, 8);
            Tensor recorded = unet.epsilon(x.variable(), 5);
            try (var off = Gradients.off()) {
                assertThat(relative(unet.epsilon(x, 5), recorded)).isLessThan(1e-6);
            }
        }
    }

    /** Two resolutions: 32 channels at 64 pixels, 64 at 16 with attention. */
    @Test
    void theMemoryIsThatOfTheArraysOfEachResolution() {
        UNet unet = TinyUNet.of(1);
        double finest = 64 * 32;
        double coarsest = 16 * 64;

        assertThat(unet.memory(8, 8, false)).isEqualTo((long) (4 * (10 * 64 * (32 + 64) + 2 * finest + 2 * coarsest)));
        assertThat(unet.memory(8, 8, true))
                .isEqualTo((long) (4 * (14 * 64 * (32 + 64) + 10 * finest + (10 + 15) * coarsest)));
        assertThat(unet.memory(16, 8, true)).isEqualTo(2 * unet.memory(8, 8, true));
    }

    @Test
    void refusesImpossibleOptions() {
        assertThatThrownBy(() -> config(0, List.of(1.0), List.of(4))).hasMessage("image_size must be positive, got 0");
        assertThatThrownBy(() -> config(8, List.of(), List.of(4))).hasMessage("channel_mult must not be empty");
        assertThatThrownBy(() -> config(8, List.of(1.0), List.of(4, 0)))
                .hasMessage("attention_resolutions must be positive, got 0");
        assertThatThrownBy(() -> config(8, List.of(1.5), List.of(4)))
                .hasMessage("channel_mult times num_channels must be positive multiples of 32, got 1.5 times 32");
        assertThatThrownBy(() -> config(8, List.of(-1.0), List.of(4)))
                .hasMessage("channel_mult times num_channels must be positive multiples of 32, got -1.0 times 32");
    }

    private static UNetConfig config(int side, List<Double> multiples, List<Integer> attention) {
        return new UNetConfig(side, 3, 32, 1, multiples, attention, 4, -1, -1, true, true, false, 0, false);
    }
}
