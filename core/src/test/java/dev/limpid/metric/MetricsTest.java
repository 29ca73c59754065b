package dev.limpid.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void listsPsnrAndSsimByItsWindowAndLpipsByItsTrunk() {
        try (var scope = Scope.open()) {
            assertThat(Metrics.plain().quantities())
                    .extracting(Quantity::head)
                    .containsExactly("PSNR, dB", "SSIM-7x7", "SSIM-gaussian");
            assertThat(Metrics.with(List.of(LpipsTest.lpips(Lpips.Trunk.SQUEEZE)))
                            .quantities())
                    .extracting(Quantity::label)
                    .containsExactly("PSNR", "SSIM-7x7", "SSIM-gaussian", "LPIPS-squeeze");
        }
    }

    @Test
    void scoresAnImageByEveryMetricThatItIsLargeEnoughFor() {
        try (var scope = Scope.open()) {
            Metrics metrics = Metrics.with(List.of(LpipsTest.lpips(Lpips.Trunk.SQUEEZE)));
            Tensor truth = Rng.of(1).normal(1, 3, 20, 24).mul(0.3);
            Tensor x = truth.add(Rng.of(2).normal(1, 3, 20, 24).mul(0.1));

            assertThat(metrics.of(x, truth))
                    .containsOnlyKeys("psnr", "ssim", "ssim-gaussian", "lpips-squeeze")
                    .containsEntry("psnr", new Psnr().of(x, truth)[0])
                    .containsEntry("ssim", new Ssim().of(x, truth)[0]);
            assertThat(metrics.shifted().of(x, truth)).containsOnlyKeys("psnr", "ssim", "ssim-gaussian");
            assertThat(metrics.of(x.narrow(2, 0, 6), truth.narrow(2, 0, 6))).containsOnlyKeys("psnr");
        }
    }

    @Test
    void shiftedScoresAreThoseAtTheBestShift() {
        try (var scope = Scope.open()) {
            Tensor truth = Rng.of(1).normal(1, 1, 32, 32).mul(0.3).clamp(-1, 1);
            Tensor moved = truth.roll(new long[] {1, 1}, 2, 3);

            assertThat(Metrics.plain().shifted().of(moved, truth).get("psnr")).isGreaterThan(80);
            assertThat(Metrics.plain().of(moved, truth).get("psnr")).isLessThan(30);
        }
    }

    @Test
    void refusesTwoOfOneName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Metrics(List.of(new Psnr(), new Shifted(new Psnr()))))
                .withMessageStartingWith("metrics need different keys");
    }
}
