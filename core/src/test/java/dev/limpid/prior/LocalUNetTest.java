package dev.limpid.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.nn.Weights;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.NativeObjects;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalUNetTest {
    static List<LocalUNetConfig> options() {
        var options = new ArrayList<LocalUNetConfig>();
        for (int unshuffle : new int[] {1, 2, 4}) {
            for (boolean residual : new boolean[] {false, true}) {
                options.add(new LocalUNetConfig(List.of(4, 6, 5), 2, unshuffle, 3, residual, 4));
            }
        }
        return options;
    }

    private static double relative(Tensor a, Tensor b) {
        return Math.sqrt(a.sub(b).square().sum().item() / b.square().sum().item());
    }

    private static double inner(Tensor a, Tensor b) {
        return a.mul(b).sum().item();
    }

    /** Autograd has the weights as its leaves, too. */
    @ParameterizedTest
    @MethodSource("options")
    void theHandWrittenBackwardPassIsAutogradsForEveryOption(LocalUNetConfig config) {
        try (var scope = Scope.open()) {
            var leaves = new ArrayList<Tensor>();
            Weights random = TinyUNet.weights(1);
            var network = new LocalUNet(config, random);
            var trained = new LocalUNet(config, (name, shape) -> {
                Tensor leaf = random.get(name, shape).leaf();
                leaves.add(leaf);
                return leaf;
            });
            long multiple = config.multiple();
            Tensor x = Rng.of(2).normal(2, 3, multiple, 2 * multiple).variable();
            Tensor map = Tensor.full(0.3, 2, 1, multiple, 2 * multiple);
            Tensor cotangent = Rng.of(3).normal(2, 3, multiple, 2 * multiple);

            Tensor reference = trained.apply(x, map);
            leaves.add(x);
            Tensor[] expected = Gradients.vjp(reference, cotangent, leaves.toArray(Tensor[]::new));
            Tensor clean = network.denoise(x, 0.3);
            Tensor gradient = Gradients.vjp(clean, cotangent, x)[0];

            assertThat(relative(clean, reference)).isLessThan(1e-6);
            assertThat(relative(gradient, expected[leaves.size() - 1])).isLessThan(1e-6);
            assertThat(expected).allMatch(weight -> weight.abs().max().item() > 0);
        }
    }

    /** Inside, the channels of a pixel lie beside each other; who reads the memory of a result expects planes. */
    @ParameterizedTest
    @MethodSource("options")
    void resultsAndGradientsLieInPlanes(LocalUNetConfig config) {
        try (var scope = Scope.open()) {
            var network = new LocalUNet(config, TinyUNet.weights(1));
            long multiple = config.multiple();
            Tensor x = Rng.of(2).normal(2, 3, multiple, 2 * multiple);
            Tensor variable = x.variable();

            Tensor clean = network.denoise(variable, 0.3);
            liesInPlanes(clean.detach());
            liesInPlanes(Gradients.vjp(clean, x, variable)[0]);
            try (var off = Gradients.off()) {
                liesInPlanes(network.denoise(x, 0.3));
            }
        }
    }

    private static void liesInPlanes(Tensor x) {
        var inMemory = new float[(int) x.count()];
        x.bytes(0).asFloatBuffer().get(inMemory);
        assertThat(inMemory).isEqualTo(x.toFloats());
    }

    @Test
    void theGradientOfItsWeightsAgreesWithFiniteDifferences() {
        try (var scope = Scope.open()) {
            var config = new LocalUNetConfig(List.of(4, 6), 1, 2, 3, true, 4);
            Weights random = TinyUNet.weights(1);
            Tensor x = Rng.of(2).normal(1, 3, 8, 8);
            Tensor map = Tensor.full(0.3, 1, 1, 8, 8);
            Tensor cotangent = Rng.of(3).normal(1, 3, 8, 8);
            String changed = "m_down1.1.weight";
            Tensor leaf = random.get(changed, 6, 4, 2, 2).leaf();
            Tensor direction = Rng.of(4).normal(6, 4, 2, 2);

            Tensor out = with(config, random, changed, leaf).apply(x, map);
            double slope = inner(Gradients.vjp(out, cotangent, leaf)[0], direction);

            double h = 1e-2;
            double ahead = inner(
                    with(config, random, changed, leaf.detach().add(direction.mul(h)))
                            .apply(x, map),
                    cotangent);
            double behind = inner(
                    with(config, random, changed, leaf.detach().add(direction.mul(-h)))
                            .apply(x, map),
                    cotangent);
            assertThat((ahead - behind) / (2 * h)).isCloseTo(slope, within(1e-2 * Math.abs(slope)));
        }
    }

    private static LocalUNet with(LocalUNetConfig config, Weights weights, String name, Tensor value) {
        return new LocalUNet(config, (n, shape) -> n.equals(name) ? value : weights.get(n, shape));
    }

    @ParameterizedTest
    @CsvSource({"16, 16", "13, 18"})
    void theGradientAtItsInputAgreesWithFiniteDifferences(int height, int width) {
        try (var scope = Scope.open()) {
            LocalUNet network = TinyLocalUNet.of(1);
            Tensor x = Rng.of(2).normal(1, 3, height, width);
            Tensor direction = Rng.of(4).normal(1, 3, height, width);
            Tensor cotangent = Rng.of(3).normal(1, 3, height, width);
            Tensor variable = x.variable();

            double slope = inner(Gradients.vjp(network.denoise(variable, 0.5), cotangent, variable)[0], direction);

            double h = 1e-3;
            double ahead = inner(network.denoise(x.add(direction.mul(h)), 0.5), cotangent);
            double behind = inner(network.denoise(x.add(direction.mul(-h)), 0.5), cotangent);
            assertThat((ahead - behind) / (2 * h)).isCloseTo(slope, within(1e-2 * Math.abs(slope)));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.25, 7, 1000})
    void isHomogeneous(double a) {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            LocalUNet network = TinyLocalUNet.of(1);
            Tensor x = Rng.of(2).normal(1, 3, 13, 21);

            Tensor scaled = network.denoise(x.mul(a), a * 0.2);

            assertThat(relative(scaled, network.denoise(x, 0.2).mul(a))).isLessThan(1e-5);
        }
    }

    @Test
    void shiftsByTheMultipleCommuteInTheInterior() {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            LocalUNet network = TinyLocalUNet.of(1, List.of(4, 3, 5, 6), 2, true);
            Tensor x = Rng.of(2).normal(1, 3, 448, 16);
            int multiple = network.config().multiple();
            int reach = 208; // beyond which 2 + 2 blocks of two layers at four resolutions cannot see

            Tensor whole = network.denoise(x, 0.2);
            Tensor shifted = network.denoise(x.narrow(2, multiple, 448 - multiple), 0.2);

            assertThat(multiple).isEqualTo(16);
            Tensor a = whole.narrow(2, multiple + reach, 448 - multiple - 2 * reach);
            Tensor b = shifted.narrow(2, reach, 448 - multiple - 2 * reach);
            assertThat(relative(a, b)).isLessThan(1e-6);
            Tensor halfway = network.denoise(x.narrow(2, 8, 440), 0.2);
            assertThat(relative(whole.narrow(2, 224, 16), halfway.narrow(2, 216, 16)))
                    .isGreaterThan(1e-4);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 70", "70, 1", "4, 4", "2, 3", "9, 16", "17, 31"})
    void takesImagesOfAnySize(int height, int width) {
        try (var scope = Scope.open()) {
            LocalUNet network = TinyLocalUNet.of(1, List.of(4, 3, 5, 6), 2, true);
            Tensor x = Rng.of(2).normal(2, 3, height, width).variable();

            Tensor clean = network.denoise(x, 0.2);
            Tensor gradient = Gradients.of(clean.square().sum(), x)[0];

            assertThat(clean.shape()).containsExactly(2, 3, height, width);
            assertThat(clean.square().sum().item()).isFinite().isPositive();
            assertThat(gradient.shape()).containsExactly(2, 3, height, width);
            assertThat(gradient.square().sum().item()).isFinite().isPositive();
        }
    }

    @Test
    void theNoiseMayVaryOverTheBatchAndThePicture() {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            LocalUNet network = TinyLocalUNet.of(1);
            Tensor x = Rng.of(2).normal(2, 3, 10, 12);

            Tensor both = network.denoise(x, Tensor.of(new float[] {0.1f, 0.8f}, 2, 1, 1, 1));
            Tensor map = network.denoise(x, Tensor.full(0.1, 1, 1, 10, 12));

            Tensor first = network.denoise(x.narrow(0, 0, 1), 0.1);
            assertThat(relative(both.narrow(0, 0, 1), first)).isLessThan(1e-6);
            assertThat(relative(both.narrow(0, 1, 1), network.denoise(x.narrow(0, 1, 1), 0.8)))
                    .isLessThan(1e-6);
            assertThat(relative(map, network.denoise(x, 0.1))).isLessThan(1e-6);
            assertThat(relative(both.narrow(0, 1, 1), network.denoise(x.narrow(0, 1, 1), 0.1)))
                    .isGreaterThan(1e-3);
        }
    }

    @Test
    void keepsNothingForTheBackwardPassButWhatPassedTheRectifiers() {
        try (var scope = Scope.open()) {
            LocalUNet network = TinyLocalUNet.of(1);
            Tensor x = Rng.of(2).normal(1, 3, 16, 16).variable();
            Tensor still = x.detach();
            long none = made(() -> network.denoise(still, 0.2));

            long withGradient = made(() -> network.denoise(x, 0.2));

            int rectifiers =
                    network.config().blocks() * (2 * network.config().widths().size() - 1);
            // The image twice more: as the input and as the output of the function that has its own derivative.
            assertThat(withGradient - none).isBetween((long) rectifiers, rectifiers + 3L);
        }
    }

    private static long made(Runnable evaluation) {
        long before = NativeObjects.alive();
        evaluation.run();
        return NativeObjects.alive() - before;
    }

    @Test
    void anEvaluationWithItsGradientLeavesNothingBehind() {
        try (var scope = Scope.open()) {
            LocalUNet network = TinyLocalUNet.of(1);
            Tensor image = Rng.of(2).normal(1, 3, 18, 13);
            long before = NativeObjects.alive();
            for (int i = 0; i < 3; i++) {
                try (var once = Scope.open()) {
                    Tensor x = image.variable();
                    Gradients.of(network.denoise(x, 0.2).square().sum(), x);
                }
            }

            assertThat(NativeObjects.alive()).isEqualTo(before);
        }
    }

    @Test
    void refusesOtherChannels() {
        try (var scope = Scope.open()) {
            Tensor gray = Tensor.zeros(1, 1, 8, 8);
            assertThatThrownBy(() -> TinyLocalUNet.of(1).denoise(gray, 0.1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the prior takes images of shape (B, 3, H, W), got [1, 1, 8, 8]");
        }
    }

    @Test
    void refusesImpossibleArchitectures() {
        assertThatThrownBy(() -> new LocalUNetConfig(List.of(), 2, 2, 3, true, 4))
                .hasMessage("widths must be 1 to 8, got []");
        assertThatThrownBy(() -> new LocalUNetConfig(List.of(4), 2, 3, 3, true, 4))
                .hasMessage("unshuffle must be 1, 2 or 4, got 3");
        assertThatThrownBy(() -> new LocalUNetConfig(List.of(4), 2, 1, 3, true, Double.NaN))
                .hasMessageStartingWith("the largest sigma must be positive");
    }
}
