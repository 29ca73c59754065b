package dev.limpid.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Precision;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Priors in bfloat16: faster, and as near to float32 as its eight bits allow. */
class PrecisionTest {
    private static final double SIGMA = 0.2;

    private static Tensor image() {
        return Rng.of(3).normal(2, 3, 22, 37).mul(0.4);
    }

    private static double relative(Tensor a, Tensor b) {
        return a.sub(b).square().sum().sqrt().item() / b.square().sum().sqrt().item();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 32})
    void bfloat16ChangesTheResidualByLessThanAHundredth(int tile) {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            DiffusionPrior exact = TinyLocalUNet.prior(1);
            DiffusionPrior coarse = exact.in(Precision.BFLOAT16);
            Tensor x = tile == 0 ? image() : Rng.of(4).normal(1, 3, 96, 80).mul(0.4);
            Tensor expected = in(exact, tile, x).denoise(x, SIGMA).sub(x);
            Tensor residual = in(coarse, tile, x).denoise(x, SIGMA).sub(x);

            assertThat(residual.type()).isEqualTo(DType.FLOAT32);
            assertThat(relative(residual, expected)).isPositive().isLessThan(0.01);
        }
    }

    private static DiffusionPrior in(DiffusionPrior prior, int tile, Tensor x) {
        int least = 4 * prior.halo().orElseThrow();
        return tile == 0 ? prior : prior.tiled((int) x.size(2), (int) x.size(3), Math.max(tile, least));
    }

    @Test
    void gradientsStayInFloat32() {
        try (var scope = Scope.open()) {
            DiffusionPrior exact = TinyLocalUNet.prior(1);
            DiffusionPrior coarse = exact.in(Precision.BFLOAT16);

            assertThat(gradient(coarse)).isEqualTo(gradient(exact));
        }
    }

    private static double[] gradient(DiffusionPrior prior) {
        Tensor x = image().variable();
        Tensor clean = prior.denoise(x, SIGMA);
        return Gradients.vjp(clean, clean.onesLike(), x)[0].toDoubles();
    }

    @Test
    void theLastPrecisionCounts() {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            DiffusionPrior exact = TinyLocalUNet.prior(1);
            DiffusionPrior back = exact.in(Precision.BFLOAT16).in(Precision.FLOAT32);

            assertThat(back.denoise(image(), SIGMA).toDoubles())
                    .isEqualTo(exact.denoise(image(), SIGMA).toDoubles());
        }
    }

    @Test
    void otherNetworksHaveFloat32Alone() {
        try (var scope = Scope.open()) {
            DiffusionPrior global = GaussianPrior.independent(Tensor.zeros(1, 1, 4, 4), new double[16])
                    .prior();

            assertThat(global.in(Precision.FLOAT32)).isSameAs(global);
            assertThatThrownBy(() -> global.in(Precision.BFLOAT16))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("only local priors, such as photo, have precision bfloat16; this one has float32");
        }
    }

    @Test
    void namesAreRead() {
        assertThat(Precision.parse("BFloat16")).isEqualTo(Precision.BFLOAT16);
        assertThatThrownBy(() -> Precision.parse("half"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown precision 'half': float32 or bfloat16");
    }
}
