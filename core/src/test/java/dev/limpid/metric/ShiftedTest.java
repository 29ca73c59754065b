package dev.limpid.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShiftedTest {
    private static final Shifted PSNR = new Shifted(new Psnr());
    private static final Shifted SSIM = new Shifted(new Ssim());

    private static Tensor image(long seed) {
        return Rng.of(seed).normal(1, 3, 32, 32).mul(0.3).clamp(-1, 1);
    }

    @Test
    void aShiftedImageIsAsGoodAsTheTruth() {
        try (var scope = Scope.open()) {
            Tensor truth = image(1);
            Tensor moved = truth.roll(new long[] {2, -3}, 2, 3);
            Tensor far = truth.roll(new long[] {Shifted.REACH + 1, 0}, 2, 3);

            assertThat(PSNR.of(moved, truth)[0]).isGreaterThan(80);
            assertThat(SSIM.of(moved, truth)[0]).isCloseTo(1, within(1e-6));
            assertThat(PSNR.of(far, truth)[0]).isLessThan(20);
        }
    }

    @Test
    void aLargeImageIsShiftedAsAWhole() {
        try (var scope = Scope.open()) {
            Tensor truth = Rng.of(1).normal(1, 1, 1100, 1030).mul(0.3).clamp(-1, 1);

            assertThat(PSNR.of(truth.roll(new long[] {-3, 4}, 2, 3), truth)[0]).isGreaterThan(80);
        }
    }

    @Test
    void isTheBestOfAllShifts() {
        try (var scope = Scope.open()) {
            Tensor truth = image(1);
            Tensor image = truth.roll(new long[] {-1, 4}, 2, 3).add(image(2).mul(0.5));

            double best = Double.NEGATIVE_INFINITY;
            for (int down = -Shifted.REACH; down <= Shifted.REACH; down++) {
                for (int right = -Shifted.REACH; right <= Shifted.REACH; right++) {
                    Tensor moved = window(image, down, right);
                    best = Math.max(best, new Psnr().of(moved, window(truth, -down, -right))[0]);
                }
            }

            assertThat(PSNR.of(image, truth)[0]).isEqualTo(best);
        }
    }

    private static Tensor window(Tensor x, int down, int right) {
        return x.narrow(2, Math.max(0, down), 32 - Math.abs(down)).narrow(3, Math.max(0, right), 32 - Math.abs(right));
    }

    @Test
    void everyMetricIsTakenAtTheShiftOfTheBestPsnr() {
        try (var scope = Scope.open()) {
            Tensor truth = image(1);
            Tensor moved = truth.roll(new long[] {0, 1}, 2, 3).add(image(2).mul(0.2));

            double expected = new Ssim().of(window(moved, 0, 1), window(truth, 0, -1))[0];

            assertThat(SSIM.of(moved, truth)[0]).isEqualTo(expected);
        }
    }

    @Test
    void everyImageOfABatchHasItsOwnShift() {
        try (var scope = Scope.open()) {
            Tensor truth = Tensor.cat(List.of(image(1), image(2)), 0);
            Tensor moved = Tensor.cat(
                    List.of(image(1).roll(new long[] {4, 0}, 2, 3), image(2).roll(new long[] {0, -2}, 2, 3)), 0);

            assertThat(PSNR.of(moved, truth)).hasSize(2);
            assertThat(Arrays.stream(PSNR.of(moved, truth)).min().orElseThrow()).isGreaterThan(80);
        }
    }

    @Test
    void keepsTheNameAndNeedsRoomForTheShift() {
        try (var scope = Scope.open()) {
            assertThat(SSIM.quantity()).isEqualTo(new Ssim().quantity());
            assertThat(SSIM.minimumSide()).isEqualTo(11);
            Tensor small = image(1).narrow(3, 0, 10);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SSIM.of(small, small))
                    .withMessage("a score at the best shift needs images of at least 11 x 11 pixels, got 10 x 32");
        }
    }
}
