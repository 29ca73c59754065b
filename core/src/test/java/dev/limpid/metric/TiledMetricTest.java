package dev.limpid.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TiledMetricTest {
    private static final int HEIGHT = 1500;
    private static final int WIDTH = 1400;

    @Test
    void theSignalToNoiseRatioOfALargePictureIsThatOfTheWhole() {
        try (var scope = Scope.open()) {
            Tensor x = picture(1);
            Tensor y = picture(2);

            double mean = x.sub(y).div(2).square().mean().item();

            assertThat(new Psnr().of(x, y)[0]).isCloseTo(-10 * Math.log10(mean), within(1e-4));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 11})
    void theSimilarityOfALargePictureIsThatOfTheWhole(int window) {
        try (var scope = Scope.open()) {
            Ssim similarity = window == 7 ? new Ssim() : Ssim.gaussian();
            int border = window / 2;
            Tensor x = picture(1);
            Tensor y = x.add(picture(2).mul(0.2)).clamp(-1, 1);
            double[] map = similarity.map(unit(x), unit(y), HEIGHT, WIDTH);
            double sum = 0;
            for (int row = border; row < HEIGHT - border; row++) {
                for (int column = border; column < WIDTH - border; column++) {
                    sum += map[row * WIDTH + column];
                }
            }

            double value = similarity.of(x, y)[0];

            assertThat(value).isCloseTo(sum / ((HEIGHT - 2.0 * border) * (WIDTH - 2 * border)), within(1e-12));
        }
    }

    private static Tensor picture(long seed) {
        return Rng.of(seed).normal(1, 1, HEIGHT, WIDTH).mul(0.3).clamp(-1, 1);
    }

    private static double[] unit(Tensor x) {
        return x.add(1).div(2).toDoubles();
    }
}
