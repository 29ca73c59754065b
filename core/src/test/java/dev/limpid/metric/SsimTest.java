package dev.limpid.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both windows against scikit-image 0.19.3, whose numbers src/test/python/ssim_numbers.py printed. */
class SsimTest {
    @ParameterizedTest
    @CsvSource({
        "11, 11, 1, 0.9536754034762224, 0.949464130270293",
        "16, 13, 3, 0.9417043995088825, 0.9102499398019659",
        "24, 40, 3, 0.9414134856902089, 0.9127141279318512",
        "64, 64, 3, 0.9413967907380507, 0.912683327441131"
    })
    void hasTheNumbersOfScikitImage(int height, int width, int channels, double uniform, double gaussian) {
        try (var scope = Scope.open()) {
            var truth = new double[channels * height * width];
            var image = new double[truth.length];
            for (int i = 0; i < truth.length; i++) {
                int channel = i / (height * width);
                int row = i / width % height;
                int column = i % width;
                double t = 0.5 + 0.4 * Math.sin(0.37 * row + 0.21 * column + channel);
                double x = t * 0.9 + 0.08 * Math.cos(1.3 * row - 0.7 * column + 2 * channel);
                truth[i] = 2 * t - 1;
                image[i] = 2 * x - 1;
            }
            Tensor y = Tensor.of(truth, 1, channels, height, width);
            Tensor x = Tensor.of(image, 1, channels, height, width);

            assertThat(new Ssim().of(x, y)[0]).isCloseTo(uniform, within(1e-12));
            assertThat(Ssim.gaussian().of(x, y)[0]).isCloseTo(gaussian, within(1e-12));
        }
    }
}
