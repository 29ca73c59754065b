package dev.limpid.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetricTest {
    /** Makes every metric, LPIPS with random weights among them, in the scope that is open. */
    static List<Named<Supplier<Metric>>> metrics() {
        List<Named<Supplier<Metric>>> all = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            int number = i;
            all.add(Named.of("metric " + i, () -> list().all().get(number)));
            all.add(Named.of(
                    "metric " + i + " shifted", () -> list().shifted().all().get(number)));
        }
        return all;
    }

    private static Metrics list() {
        return Metrics.with(List.of(LpipsTest.lpips(Lpips.Trunk.SQUEEZE)));
    }

    private static int count() {
        try (var scope = Scope.open()) {
            return list().all().size();
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void measuresEachImageOfABatchAlone(Supplier<Metric> make) {
        try (var scope = Scope.open()) {
            Metric metric = make.get();
            Tensor truth = Rng.of(1).normal(3, 3, 24, 22).mul(0.3);
            Tensor image = truth.add(Rng.of(2).normal(3, 3, 24, 22).mul(0.1));

            double[] together = metric.of(image, truth);

            for (int b = 0; b < 3; b++) {
                double alone = metric.of(image.narrow(0, b, 1), truth.narrow(0, b, 1))[0];
                assertThat(together[b]).isCloseTo(alone, within(1e-5 * Math.abs(alone)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void cutsValuesBeyondTheRange(Supplier<Metric> make) {
        try (var scope = Scope.open()) {
            Metric metric = make.get();
            Tensor truth = Rng.of(3).normal(1, 1, 24, 22);
            Tensor image = Rng.of(4).normal(1, 1, 24, 22).mul(3);

            assertThat(metric.of(image, truth)).isEqualTo(metric.of(image.clamp(-1, 1), truth.clamp(-1, 1)));
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void isSymmetric(Supplier<Metric> make) {
        try (var scope = Scope.open()) {
            Metric metric = make.get();
            Tensor a = Rng.of(5).normal(1, 3, 21, 23).mul(0.4);
            Tensor b = Rng.of(6).normal(1, 3, 21, 23).mul(0.4);

            assertThat(metric.of(a, b)[0]).isCloseTo(metric.of(b, a)[0], within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void refusesImagesOfDifferentShapes(Supplier<Metric> make) {
        try (var scope = Scope.open()) {
            Metric metric = make.get();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> metric.of(Tensor.zeros(1, 3, 24, 24), Tensor.zeros(1, 3, 24, 25)))
                    .withMessageMatching(".*\\[1, 3, 24, 24] and (truth )?\\[1, 3, 24, 25].*");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> metric.of(Tensor.zeros(8, 8), Tensor.zeros(8, 8)))
                    .withMessageMatching(".*images.*\\(B, [C3], H, W\\).*got \\[8, 8]");
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void saysWhichEndIsBetter(Supplier<Metric> make) {
        try (var scope = Scope.open()) {
            Metric metric = make.get();
            Tensor truth = Rng.of(5).normal(1, 3, 24, 24).mul(0.4);
            Tensor noise = Rng.of(6).normal(1, 3, 24, 24);

            double near = metric.of(truth.add(noise.mul(0.05)), truth)[0];
            double far = metric.of(truth.add(noise.mul(0.4)), truth)[0];

            assertThat(near > far).isEqualTo(metric.quantity().higherIsBetter());
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void takesImagesDownToItsMinimumSide(Supplier<Metric> make) {
        try (var scope = Scope.open()) {
            Metric metric = make.get();
            int side = metric.minimumSide();
            Tensor smallest = Rng.of(5).normal(1, 3, side, side + 1).mul(0.4);
            Tensor tooSmall = smallest.narrow(2, 0, side - 1);

            assertThat(metric.of(smallest.mul(0.5), smallest)[0]).isFinite();
            assertThatIllegalArgumentException().isThrownBy(() -> metric.of(tooSmall.mul(0.5), tooSmall));
        }
    }

    @Test
    void givesTheRatioOfAKnownError() {
        try (var scope = Scope.open()) {
            Tensor truth = Tensor.zeros(1, 3, 4, 5);

            double psnr = new Psnr().of(truth.add(0.2), truth)[0];

            // An error of 0.2 on [−1, 1] is 0.1 on [0, 1].
            assertThat(psnr).isCloseTo(20, within(1e-5));
        }
    }

    @Test
    void findsEqualImagesPerfect() {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(7).normal(1, 3, 16, 16);

            assertThat(new Psnr().of(x, x)[0]).isEqualTo(Double.POSITIVE_INFINITY);
            assertThat(new Ssim().of(x, x)[0]).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void reportsNanForNan() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.full(Double.NaN, 1, 1, 8, 8);

            assertThat(new Psnr().of(x, x.zerosLike())[0]).isNaN();
            assertThat(new Ssim().of(x, x.zerosLike())[0]).isNaN();
        }
    }

    @Test
    void needsOneWholeWindow() {
        try (var scope = Scope.open()) {
            Tensor smallest = Rng.of(8).normal(1, 1, 7, 7);

            assertThat(new Ssim().of(smallest, smallest)[0]).isCloseTo(1, within(1e-12));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Ssim().of(Tensor.zeros(1, 3, 6, 9), Tensor.zeros(1, 3, 6, 9)))
                    .withMessage("SSIM-7x7 needs images of at least 7 x 7 pixels, got 9 x 6");
        }
    }
}
