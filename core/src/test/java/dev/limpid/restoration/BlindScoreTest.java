package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;

class BlindScoreTest {
    @Test
    void aShiftedImageIsAsGoodAsTheTruth() {
        try (var scope = Scope.open()) {
            Tensor truth = Rng.of(1).normal(1, 3, 32, 32).mul(0.3).clamp(-1, 1);
            Tensor moved = truth.roll(new long[] {2, -3}, 2, 3);
            Tensor far = truth.roll(new long[] {BlindScore.REACH + 1, 0}, 2, 3);

            assertThat(BlindScore.of(moved, truth).psnr()).isGreaterThan(80);
            assertThat(BlindScore.of(moved, truth).ssim()).isCloseTo(1, within(1e-6));
            assertThat(BlindScore.of(far, truth).psnr()).isLessThan(20);
        }
    }

    @Test
    void aShiftedKernelHasNoError() {
        var weights = new double[49];
        weights[8] = 0.7;
        weights[9] = 0.3;
        BlurKernel kernel = BlurKernel.of(weights, 7, 7);
        var moved = new double[49];
        System.arraycopy(weights, 0, moved, 16, 33); // two rows and two columns on

        assertThat(BlindScore.kernelError(BlurKernel.of(moved, 7, 7), kernel)).isLessThan(1e-12);
        assertThat(BlindScore.kernelError(BlurKernel.delta(7, 7), kernel))
                .isCloseTo(Math.sqrt((0.09 + 0.09) / 0.58), within(1e-12));
    }

    @Test
    void kernelsOfDifferentSizesAreComparedByTheirMiddles() {
        BlurKernel small = BlurKernel.gaussian(7, 1);
        BlurKernel wide = small.within(11, 9);

        assertThat(BlindScore.kernelError(small, wide)).isLessThan(1e-12);
        assertThat(BlindScore.kernelError(wide, small)).isLessThan(1e-12);
        assertThat(BlindScore.kernelError(BlurKernel.delta(3, 3), BlurKernel.delta(9, 7)))
                .isZero();
    }
}
