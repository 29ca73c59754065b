package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.degradation.BlindDeblur;
import dev.limpid.degradation.Denoise;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.solver.BlindConfig;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
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

    @Test
    void everyBlindSolverHasABriefPresetAndThePublishedOnesTheirPapers() {
        List<Presets.Method> blind = Arrays.stream(Presets.Method.values())
                .filter(Presets.Method::isBlind)
                .toList();
        assertThat(blind.stream().map(Presets.Method::label))
                .containsExactly("blind-pgd", "dmilo-blind", "dmilo-pgd-blind");
        for (Presets.Method method : blind) {
            BlindConfig brief = BlindPresets.of(method, Presets.Name.BRIEF);

            assertThat(brief.evaluations()).as(method.label()).isLessThan(300);
            assertThat(Presets.any(method, BlindDeblur.TASK, Presets.Name.BRIEF))
                    .isEqualTo(brief);
            assertThatThrownBy(() -> BlindPresets.of(method, Presets.Name.AUTHORS_CODE))
                    .hasMessageContaining("use brief");
            assertThatThrownBy(() -> Presets.any(method, Denoise.TASK, Presets.Name.BRIEF))
                    .hasMessage("solver " + method.label() + " is not for denoise: use dmilo, dmilo-pgd");
            assertThat(Settings.read(method, Settings.of(brief))).isEqualTo(brief);
        }
        assertThat(BlindPresets.of(Presets.Method.DMILO_BLIND, Presets.Name.PAPER)
                        .backwardEvaluations())
                .isEqualTo(6000);
        assertThat(BlindPresets.of(Presets.Method.DMILO_PGD_BLIND, Presets.Name.PAPER)
                        .backwardEvaluations())
                .isEqualTo(7500);
        assertThatThrownBy(() -> BlindPresets.of(Presets.Method.BLIND_PGD, Presets.Name.PAPER))
                .hasMessageContaining("no preset 'paper' of blind-pgd");
        assertThatThrownBy(() -> Presets.any(Presets.Method.DMILO, BlindDeblur.TASK, Presets.Name.BRIEF))
                .hasMessage("solver dmilo is not for blind-deblur: use blind-pgd, dmilo-blind, dmilo-pgd-blind");
    }
}
