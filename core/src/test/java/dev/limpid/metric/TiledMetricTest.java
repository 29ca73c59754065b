package dev.limpid.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;

class TiledMetricTest {
    private static final int HEIGHT = 2200;
    private static final int WIDTH = 1001;

    @Test
    void theSignalToNoiseRatioOfALargePictureIsThatOfTheWhole() {
        try (var scope = Scope.open()) {
            Tensor x = picture(1);
            Tensor y = picture(2);

            double mean = x.sub(y).div(2).square().mean().item();

            assertThat(new Psnr().of(x, y)[0]).isCloseTo(-10 * Math.log10(mean), within(1e-4));
        }
    }

    @Test
    void theSimilarityOfALargePictureIsThatOfTheWhole() {
        try (var scope = Scope.open()) {
            Tensor x = picture(1);
            Tensor y = x.add(picture(2).mul(0.2)).clamp(-1, 1);
            double[] map = Ssim.gaussian().map(unit(x), unit(y), HEIGHT, WIDTH);
            double sum = 0;
            for (int row = 5; row < HEIGHT - 5; row++) {
                for (int column = 5; column < WIDTH - 5; column++) {
                    sum += map[row * WIDTH + column];
                }
            }

            double value = Ssim.gaussian().of(x, y)[0];

            assertThat(value).isCloseTo(sum / ((HEIGHT - 10.0) * (WIDTH - 10)), within(1e-12));
        }
    }

    private static Tensor picture(long seed) {
        return Rng.of(seed).normal(1, 1, HEIGHT, WIDTH).mul(0.3).clamp(-1, 1);
    }

    private static double[] unit(Tensor x) {
        return x.add(1).div(2).toDoubles();
    }
}
