package dev.limpid.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallConvolutionTest {
    /** In double precision, which is not served, and by autograd. */
    @ParameterizedTest
    @CsvSource({
        "128, 96, 8, 3, 1, 1",
        "16, 32, 9, 3, 2, 1",
        "20, 17, 12, 2, 2, 0",
        "16, 1, 6, 3, 1, 1",
        "3, 32, 8, 3, 1, 1"
    })
    void isTheConvolutionAndItsGradient(int in, int out, int side, int kernel, int stride, int padding) {
        try (var scope = Scope.open()) {
            Rng rng = Rng.of(3);
            Tensor x = rng.normal(1, in, side, side);
            Tensor weight = rng.normal(out, in, kernel, kernel);
            Tensor bias = rng.normal(out);
            Tensor exact = x.to(DType.FLOAT64).variable();
            Tensor value =
                    Functional.conv2d(exact, weight.to(DType.FLOAT64), bias.to(DType.FLOAT64), stride, padding, 1);
            Tensor g = rng.normal(value.shape());
            Tensor gradient = Gradients.vjp(value, g.to(DType.FLOAT64), exact)[0];
            try (var off = Gradients.off()) {
                assertThat(SmallConvolution.serves(x, weight, x.shape(), out, 1))
                        .isEqualTo(out >= 16);
                assertThat(SmallConvolution.serves(g, weight, x.shape(), in, 1)).isEqualTo(in >= 16);
                isNear(Functional.conv2d(x, weight, bias, stride, padding, 1), value.detach());
                isNear(Backward.conv2d(g, weight, stride, padding, x.shape()), gradient);
            }
        }
    }

    private static void isNear(Tensor actual, Tensor exact) {
        double scale = exact.abs().max().item();
        assertThat(actual.to(DType.FLOAT64).sub(exact).abs().max().item() / scale)
                .isCloseTo(0, within(1e-6));
    }
}
