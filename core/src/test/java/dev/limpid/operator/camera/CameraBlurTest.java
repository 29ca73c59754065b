package dev.limpid.operator.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CameraBlurTest {
    private static final CameraResponse RESPONSE = new CameraResponse(0.8);
    private static final CameraShake STEADY = new CameraShake(0, 0, 0, 0, 0.5, 0.5);

    @Test
    void hasTheGradientThatFiniteDifferencesGive() {
        try (var scope = Scope.open()) {
            CameraBlur a = CameraBlur.of(CameraShake.random(Rng.of(1)), RESPONSE, 12, 17);
            // Beyond [−1, 1] too: what a layer's fit gives is not cut.
            Tensor x = Rng.of(2).normal(2, 3, 12, 17).to(DType.FLOAT64);
            Tensor direction = Rng.of(3).normal(x.shape()).to(DType.FLOAT64);
            Tensor cotangent = Rng.of(4).normal(x.shape()).to(DType.FLOAT64);
            Tensor variable = x.variable();

            Tensor gradient = Gradients.vjp(a.apply(variable), cotangent, variable)[0];

            double h = 1e-7;
            Tensor change = a.apply(x.add(direction.mul(h))).sub(a.apply(x.add(direction.mul(-h))));
            double slope = change.mul(cotangent).sum().item() / (2 * h);
            assertThat(gradient.mul(direction).sum().item()).isCloseTo(slope, within(1e-5 * Math.abs(slope)));
        }
    }

    @Test
    void hasAGradientAtBlackAndAtWhite() {
        try (var scope = Scope.open()) {
            CameraBlur a = CameraBlur.of(CameraShake.random(Rng.of(1)), RESPONSE, 8, 8);
            for (double value : new double[] {-1, 1, -3, 3}) {
                Tensor x = Tensor.full(value, 1, 3, 8, 8).variable();

                double[] gradient = Gradients.of(a.apply(x).sum(), x)[0].toDoubles();

                assertThat(Arrays.stream(gradient).allMatch(g -> g > 0 && Double.isFinite(g)))
                        .as("at " + value)
                        .isTrue();
            }
        }
    }

    @Test
    void givesInABatchWhatItGivesToSingleImages() {
        try (var scope = Scope.open()) {
            CameraBlur a = CameraBlur.of(CameraShake.random(Rng.of(1)), RESPONSE, 16, 20);
            Tensor x = Rng.of(2).normal(3, 3, 16, 20);

            Tensor together = a.apply(x);

            for (int b = 0; b < 3; b++) {
                assertThat(difference(together.narrow(0, b, 1), a.apply(x.narrow(0, b, 1))))
                        .isLessThan(1e-6);
            }
        }
    }

    @Test
    void leavesAPictureOfOneLightAsTheResponseMakesIt() {
        try (var scope = Scope.open()) {
            CameraBlur shaken = CameraBlur.of(CameraShake.random(Rng.of(1)), RESPONSE, 16, 16);
            CameraBlur steady = CameraBlur.of(STEADY, RESPONSE, 16, 16);
            for (double value : new double[] {-1, 0, 1}) {
                Tensor x = Tensor.full(value, 1, 1, 16, 16);

                assertThat(difference(shaken.apply(x), steady.apply(x))).isLessThan(1e-5);
            }
        }
    }

    @Test
    void keepsDarkValuesAndHoldsBrightOnesBack() {
        try (var scope = Scope.open()) {
            CameraBlur steady = CameraBlur.of(STEADY, RESPONSE, 2, 2);

            assertThat(steady.apply(Tensor.full(-1, 1, 1, 2, 2)).max().item()).isCloseTo(-1, within(1e-5));
            assertThat(steady.apply(Tensor.full(0, 1, 1, 2, 2)).max().item()).isCloseTo(0, within(2e-3));
            // Light 1 of a well of 0.8 gives 0.8 − log(1 + e⁻²) / 10 = 0.7873, whose value is 2 · 0.90005 − 1.
            assertThat(steady.apply(Tensor.full(1, 1, 1, 2, 2)).max().item()).isCloseTo(0.8001, within(1e-4));
        }
    }

    @Test
    void theInvertedResponseOfASteadyCameraIsThePicture() {
        try (var scope = Scope.open()) {
            CameraBlur steady = CameraBlur.of(STEADY, RESPONSE, 9, 7);
            Tensor x = Rng.of(2).normal(2, 3, 9, 7).mul(0.5).clamp(-1, 1);

            Tensor y = steady.apply(x);

            assertThat(difference(y, x)).isGreaterThan(0.05);
            assertThat(difference(steady.invertResponse(y), x)).isLessThan(1e-3);
            assertThat(steady.invertResponse(y.mul(5)).abs().max().item()).isLessThanOrEqualTo(1);
        }
    }

    /** A turn leaves the pivot sharp and blurs what is far from it. */
    @Test
    void blursDifferentlyFromPlaceToPlace() {
        try (var scope = Scope.open()) {
            CameraBlur a = CameraBlur.of(new CameraShake(0, 0, 0, 0.3, 0, 0), new CameraResponse(4), 33, 33);
            Tensor points = Tensor.full(-1, 1, 1, 33, 33);
            float[] values = points.toFloats();
            values[33 + 1] = 1;
            values[30 * 33 + 30] = 1;

            float[] y = a.apply(Tensor.of(values, 1, 1, 33, 33)).toFloats();

            assertThat(y[33 + 1]).isGreaterThan(0.8f);
            assertThat(y[30 * 33 + 30]).isLessThan(0.2f);
        }
    }

    @Test
    void averagesLightAndNotValues() {
        try (var scope = Scope.open()) {
            // Four poses along a row: a white pixel leaves a fourth of its light in each, which is far more than a
            // fourth of
            // its value.
            CameraBlur a = CameraBlur.of(new CameraShake(0.5, 0, 0, 0, 0.5, 0.5), new CameraResponse(4), 8, 8);
            var values = new float[64];
            Arrays.fill(values, -1);
            values[3 * 8 + 4] = 1;

            Tensor y = a.apply(Tensor.of(values, 1, 1, 8, 8));

            double sum = y.add(1).div(2).sum().item();
            assertThat(sum).isGreaterThan(2);
            assertThat(CameraResponse.light(y).sum().item()).isCloseTo(1, within(0.02));
        }
    }

    @Test
    void drawsTheSameShakeFromTheSameStreamAndScalesItWithThePicture() {
        CameraShake shake = CameraShake.random(Rng.of(3));

        assertThat(CameraShake.random(Rng.of(3))).isEqualTo(shake);
        assertThat(CameraShake.random(Rng.of(4))).isNotEqualTo(shake);
        CameraShake.Pose[] small = shake.poses(64, 64);
        CameraShake.Pose[] large = shake.poses(256, 256);
        assertThat(large.length).isBetween(4 * small.length - 4, 4 * small.length);
        double wayOfSmall = small[small.length - 1].columns() - small[0].columns();
        double wayOfLarge = large[large.length - 1].columns() - large[0].columns();
        assertThat(Math.abs(wayOfLarge)).isGreaterThan(4 * Math.abs(wayOfSmall));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -0.1 | 0   | 0   | 0   | 0.5 | shake length must be between 0.0 and 1.0, got -0.1
            0.1  | NaN | 0   | 0   | 0.5 | shake angle must be between -6.283185307179586 and 6.283185307179586, got NaN
            0.1  | 0   | 2   | 0   | 0.5 | shake bend must be between -1.0 and 1.0, got 2.0
            0.1  | 0   | 0   | 9   | 0.5 | shake turn must be between -3.141592653589793 and 3.141592653589793, got 9.0
            0.1  | 0   | 0   | 0   | 1.5 | shake pivotColumn must be between 0.0 and 1.0, got 1.5
            """)
    void refusesWhatIsNoShake(double length, double angle, double bend, double turn, double pivot, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CameraShake(length, angle, bend, turn, pivot, 0.5))
                .withMessage(message);
    }

    @Test
    void refusesPicturesAndResponsesThatItCannotUse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CameraBlur.of(STEADY, RESPONSE, 1, 5))
                .withMessage("a camera's blur needs image sides of at least 2 pixels, got 1 x 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CameraResponse(0))
                .withMessage("full well must be between 0.1 and 4.0, got 0.0");
        try (var scope = Scope.open()) {
            CameraBlur a = CameraBlur.of(STEADY, RESPONSE, 8, 8);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.apply(Tensor.zeros(1, 3, 8, 9)))
                    .withMessage("image is 8 x 9 pixels, but the operator takes 8 x 8");
        }
    }

    private static double difference(Tensor a, Tensor b) {
        return a.sub(b).abs().max().item();
    }
}
