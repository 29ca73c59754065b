package dev.limpid.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetricTest {
    static List<Metric> metrics() {
        return List.of(new Psnr(), new Ssim());
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void measuresEachImageOfABatchAlone(Metric metric) {
        try (var scope = Scope.open()) {
            Tensor truth = Rng.of(1).normal(3, 3, 12, 9).mul(0.3);
            Tensor image = truth.add(Rng.of(2).normal(3, 3, 12, 9).mul(0.1));

            double[] together = metric.of(image, truth);

            for (int b = 0; b < 3; b++) {
                double alone = metric.of(image.narrow(0, b, 1), truth.narrow(0, b, 1))[0];
                assertThat(together[b]).isEqualTo(alone);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void cutsValuesBeyondTheRange(Metric metric) {
        try (var scope = Scope.open()) {
            Tensor truth = Rng.of(3).normal(1, 1, 8, 8);
            Tensor image = Rng.of(4).normal(1, 1, 8, 8).mul(3);

            assertThat(metric.of(image, truth)).isEqualTo(metric.of(image.clamp(-1, 1), truth.clamp(-1, 1)));
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void isSymmetric(Metric metric) {
        try (var scope = Scope.open()) {
            Tensor a = Rng.of(5).normal(1, 3, 10, 7).mul(0.4);
            Tensor b = Rng.of(6).normal(1, 3, 10, 7).mul(0.4);

            assertThat(metric.of(a, b)[0]).isCloseTo(metric.of(b, a)[0], within(1e-12));
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void refusesImagesOfDifferentShapes(Metric metric) {
        try (var scope = Scope.open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> metric.of(Tensor.zeros(1, 3, 8, 8), Tensor.zeros(1, 3, 8, 9)))
                    .withMessage("image [1, 3, 8, 8] and truth [1, 3, 8, 9] differ in shape");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> metric.of(Tensor.zeros(8, 8), Tensor.zeros(8, 8)))
                    .withMessage("images must be (B, C, H, W) and not empty, got [8, 8]");
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
                    .withMessage("SSIM needs images of at least 7 x 7 pixels, got 9 x 6");
        }
    }
}
