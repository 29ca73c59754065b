package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.degradation.MeasuredPicture;
import dev.limpid.metric.Psnr;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The classical estimate of a blurred picture lies where the image does, whatever the blur saw beyond its border. */
class ClassicalBlurTest {
    @ParameterizedTest
    @EnumSource(Boundary.class)
    void liesWhereTheImageDoes(Boundary boundary) {
        try (var scope = Scope.open()) {
            var waves = new double[24 * 32];
            for (int i = 0; i < waves.length; i++) {
                int row = i / 32;
                waves[i] = 0.8 * Math.sin(row / 5.0) * Math.cos(i % 32 / 4.0);
            }
            Tensor truth = Tensor.of(waves, 1, 1, 24, 32).to(DType.FLOAT32);
            // Its centre of mass is its middle, and its sizes are even and odd.
            BlurKernel kernel =
                    BlurKernel.of(new double[] {1, 2, 3, 2, 1, 1, 2, 9, 2, 1, 1, 2, 3, 2, 1, 0, 0, 1, 0, 0}, 4, 5);
            Blur a = Blur.of(kernel, boundary, 24, 32);
            Measurement y = Measurement.simulate(truth, a, Noise.gaussian(0.01), Rng.of(1));

            Tensor restored = Classical.estimate(y);
            Tensor shown = MeasuredPicture.of(y, 24, 32);

            assertThat(restored.shape()).isEqualTo(truth.shape());
            assertThat(shown.shape()).isEqualTo(truth.shape());
            assertThat(inner(restored, truth)).isGreaterThan(30).isGreaterThan(inner(shown, truth));
        }
    }

    /** PSNR away from the borders. */
    private static double inner(Tensor x, Tensor truth) {
        return new Psnr()
                .of(
                        x.narrow(2, 6, 12).narrow(3, 6, 20).contiguous(),
                        truth.narrow(2, 6, 12).narrow(3, 6, 20).contiguous())[0];
    }
}
