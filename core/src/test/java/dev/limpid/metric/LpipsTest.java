package dev.limpid.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LpipsTest {
    @ParameterizedTest
    @EnumSource
    void isZeroForEqualImages(Lpips.Trunk trunk) {
        try (var scope = Scope.open()) {
            Tensor x = image(1, 2, 40);

            assertThat(lpips(trunk).distance(x, x).toFloats()).containsExactly(0, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isSymmetricAndPositive(Lpips.Trunk trunk) {
        try (var scope = Scope.open()) {
            Lpips lpips = lpips(trunk);
            Tensor x = image(1, 1, 40);
            Tensor y = image(2, 1, 40);

            double there = lpips.distance(x, y).item();

            assertThat(there).isPositive();
            assertThat(lpips.distance(y, x).item()).isCloseTo(there, within(1e-6 * there));
        }
    }

    @ParameterizedTest
    @EnumSource
    void growsWithTheDistortion(Lpips.Trunk trunk) {
        try (var scope = Scope.open()) {
            Lpips lpips = lpips(trunk);
            Tensor x = image(1, 1, 48);
            Tensor noise = image(2, 1, 48);

            double little = lpips.distance(x, x.add(noise.mul(0.05))).item();
            double much = lpips.distance(x, x.add(noise.mul(0.5))).item();

            assertThat(much).isGreaterThan(2 * little);
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesEachImageOfABatchItsOwnDistance(Lpips.Trunk trunk) {
        try (var scope = Scope.open()) {
            Lpips lpips = lpips(trunk);
            Tensor x = image(1, 2, 40);
            Tensor y = image(2, 2, 40);

            float[] together = lpips.distance(x, y).toFloats();

            for (int b = 0; b < 2; b++) {
                double alone =
                        lpips.distance(x.narrow(0, b, 1), y.narrow(0, b, 1)).item();
                assertThat((double) together[b]).isCloseTo(alone, within(1e-5 * alone));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void descendsAlongItsGradient(Lpips.Trunk trunk) {
        try (var scope = Scope.open()) {
            Lpips lpips = lpips(trunk);
            Tensor reference = image(1, 1, 40);
            Tensor x = image(2, 1, 40).variable();
            Tensor distance = lpips.distance(x, reference);

            Tensor gradient = Gradients.of(distance.sum(), x)[0];

            Tensor step = gradient.mul(0.01 / gradient.abs().max().item());
            assertThat(lpips.distance(x.detach().sub(step), reference).item()).isLessThan(distance.item());
        }
    }

    /** Large images are measured in tiles of that side. */
    @Test
    void memoryIsThatOfATile() {
        try (var scope = Scope.open()) {
            Lpips lpips = lpips(Lpips.Trunk.SQUEEZE);
            assertThat(lpips.memory(100, 400)).isEqualTo(750L * 100 * 400);
            assertThat(lpips.memory(3000, 400)).isEqualTo(750L * 768 * 400);
            assertThat(lpips.memory(3000, 4000)).isEqualTo(750L * 768 * 768);
            Metrics both = Metrics.with(List.of(lpips, lpips(Lpips.Trunk.VGG)));
            assertThat(both.memory(100, 400)).isEqualTo(1650L * 100 * 400);
            // Both images are moved, which copies them.
            assertThat(both.shifted().memory(100, 400)).isEqualTo((1650L + 2 * 12) * 100 * 400);
        }
    }

    @Test
    void hasAFiniteGradientWhereAllFeaturesAreZero() {
        try (var scope = Scope.open()) {
            var dead = new Lpips(Lpips.Trunk.ALEX, (name, shape) -> Tensor.zeros(shape));
            Tensor x = image(1, 1, 40).variable();

            Tensor gradient = Gradients.of(dead.distance(x, image(2, 1, 40)).sum(), x)[0];

            assertThat(gradient.abs().max().item()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void workDownToTheSmallestImageAndSaySoBelow(Lpips.Trunk trunk) {
        try (var scope = Scope.open()) {
            Lpips lpips = lpips(trunk);
            int least = trunk.minimumSide();
            Tensor small = image(1, 1, least);
            Tensor tooSmall = image(1, 1, least - 1);

            List<Tensor> features = lpips.features(small);

            Tensor last = features.get(features.size() - 1);
            assertThat(last.shape()[2]).isEqualTo(1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> lpips.features(tooSmall))
                    .withMessageContaining("at least " + least + " pixels");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isTheSameTileByTile(Lpips.Trunk trunk) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Lpips lpips = lpips(trunk);
            // A strip for the largest network, which would take half a minute.
            int width = trunk == Lpips.Trunk.VGG ? 64 : 600;
            Tensor x = Rng.of(1).normal(1, 3, 730, width).mul(0.3).clamp(-1, 1);
            Tensor y = x.add(Rng.of(2).normal(1, 3, 730, width).mul(0.2)).clamp(-1, 1);
            double[] whole = lpips.of(x, y);

            double[] tiled = lpips.tiled(x, y, 544);

            assertThat(tiled[0]).isCloseTo(whole[0], within(1e-6 * whole[0]));
        }
    }

    @Test
    void takesALongImageInTiles() {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Lpips lpips = lpips(Lpips.Trunk.SQUEEZE);
            Tensor x = Rng.of(1).normal(2, 1, 1025, 20).mul(0.3).clamp(-1, 1);
            Tensor y = Rng.of(2).normal(2, 1, 1025, 20).mul(0.3).clamp(-1, 1);

            double[] tiled = lpips.of(x, y);

            double[] whole = lpips.distance(x.expand(2, 3, 1025, 20), y.expand(2, 3, 1025, 20))
                    .toDoubles();
            assertThat(tiled).containsExactly(whole, within(1e-6));
        }
    }

    @Test
    void takesAGrayImageForAColourImageWithEqualChannels() {
        try (var scope = Scope.open()) {
            Lpips lpips = lpips(Lpips.Trunk.SQUEEZE);
            Tensor truth = image(1, 2, 40).narrow(1, 0, 1);
            Tensor gray = image(2, 2, 40).narrow(1, 0, 1);

            double[] expected =
                    lpips.of(Tensor.cat(List.of(gray, gray, gray), 1), Tensor.cat(List.of(truth, truth, truth), 1));

            assertThat(lpips.of(gray, truth)).containsExactly(expected, within(1e-6));
        }
    }

    @Test
    void cutsTheImageToItsRangeAsAMetric() {
        try (var scope = Scope.open()) {
            Lpips lpips = lpips(Lpips.Trunk.SQUEEZE);
            Tensor truth = image(1, 2, 40);
            Tensor beyond = image(2, 2, 40).mul(5);

            double[] values = lpips.of(beyond, truth);

            double[] cut = lpips.distance(beyond.clamp(-1, 1), truth).toDoubles();
            assertThat(values).hasSize(2).containsExactly(cut);
            assertThat(lpips.distance(beyond, truth).toDoubles()[0]).isNotCloseTo(values[0], within(1e-4));
        }
    }

    @Test
    void refusesImagesOfDifferentShapesAndOtherChannels() {
        try (var scope = Scope.open()) {
            Lpips lpips = lpips(Lpips.Trunk.ALEX);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> lpips.distance(image(1, 1, 40), image(1, 2, 40)))
                    .withMessageContaining("[1, 3, 40, 40] and [2, 3, 40, 40]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> lpips.distance(Tensor.zeros(1, 1, 40, 40), Tensor.zeros(1, 1, 40, 40)))
                    .withMessageContaining("(B, 3, H, W)");
        }
    }

    /** A random trunk and heads of ones, divided by their number. */
    static Lpips lpips(Lpips.Trunk trunk) {
        return new Lpips(trunk, (name, shape) -> {
            long fanIn = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
            return name.startsWith("net.")
                    ? Rng.of(3).purpose(name).normal(shape).mul(Math.sqrt(2.0 / (double) fanIn))
                    : Tensor.full(1.0 / (double) fanIn, shape);
        });
    }

    private static Tensor image(long seed, long batch, long side) {
        return Rng.of(seed).normal(batch, 3, side, side).mul(0.3).clamp(-1, 1);
    }
}
