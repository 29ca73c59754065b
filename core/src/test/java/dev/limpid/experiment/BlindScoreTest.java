package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.BlurKernel;
import dev.limpid.solver.BlindConfig;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
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
    void everyBlindSolverHasABriefPresetAndThePublishedOnesTheirPapers() {
        for (BlindPresets.Method method : BlindPresets.Method.values()) {
            BlindConfig brief = BlindPresets.of(method, Presets.Name.BRIEF);

            assertThat(brief.forwardEvaluations() + brief.backwardEvaluations())
                    .as(method.label())
                    .isLessThan(300);
            assertThatThrownBy(() -> BlindPresets.of(method, Presets.Name.AUTHORS_CODE))
                    .hasMessageContaining("use brief");
        }
        assertThat(Arrays.stream(BlindPresets.Method.values()).map(BlindPresets.Method::label))
                .containsExactly("blind-pgd", "dmilo-blind", "dmilo-pgd-blind");
        assertThat(BlindPresets.of(BlindPresets.Method.DMILO_BLIND, Presets.Name.PAPER)
                        .backwardEvaluations())
                .isEqualTo(6000);
        assertThat(BlindPresets.of(BlindPresets.Method.DMILO_PGD_BLIND, Presets.Name.PAPER)
                        .backwardEvaluations())
                .isEqualTo(7500);
        assertThatThrownBy(() -> BlindPresets.of(BlindPresets.Method.BLIND_PGD, Presets.Name.PAPER))
                .hasMessageContaining("no preset 'paper' of blind-pgd");
    }
}
