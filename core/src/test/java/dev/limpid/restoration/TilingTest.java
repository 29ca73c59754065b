package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Settings;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TilingTest {
    private static final int SIDE = 64;
    private static final long EVALUATION = 40_000_000;
    private static final long IMAGE = 4L * 3 * SIDE * SIDE;

    /** A local prior whose evaluations take so many bytes for each pixel of {@link #SIDE} squared. */
    private static DiffusionPrior prior() {
        var denoiser = new Denoiser() {
            @Override
            public Tensor epsilon(Tensor x, double t) {
                return x;
            }

            @Override
            public long memory(int height, int width, boolean gradient) {
                return EVALUATION * height * width / (SIDE * SIDE);
            }
        };
        return new DiffusionPrior(denoiser, NoiseSchedule.linear(), 3, SIDE, 1, OptionalInt.of(4), 2);
    }

    private static long peak(SolverConfig config, int tile) {
        return new Tiling(tile, 1_000_000_000_000L, 1_000_000_000_000L)
                .plan(prior(), config, ForwardOperator.identity(), SIDE, SIDE)
                .peak();
    }

    private static SolverConfig config(String method, Map<String, String> changes) {
        return Settings.with(Methods.named(method).preset("authors-code", "inpainting"), changes);
    }

    /** The program's own memory, which is measured, changes a little from plan to plan. */
    private static void assertDiffers(long one, long other, long expected) {
        assertThat((double) (one - other)).isBetween(expected - 15e6, expected + 15e6);
    }

    @Test
    void evaluationsThatStayRecordedTogetherAddUp() {
        long one = peak(config("dmplug", Map.of("steps", "1")), Tiling.WHOLE);
        long three = peak(config("dmplug", Map.of("steps", "3")), Tiling.WHOLE);
        long checkpoints = peak(config("dmplug-ckpt", Map.of("steps", "3")), Tiling.WHOLE);

        assertDiffers(three, one, 2 * EVALUATION);
        assertDiffers(checkpoints, one, 0);
    }

    /** A tile is computed again when its gradient is wanted. */
    @Test
    void tilesDoNot() {
        long one = peak(config("dmplug", Map.of("steps", "1")), 32);
        long three = peak(config("dmplug", Map.of("steps", "3")), 32);

        assertDiffers(three, one, 0);
    }

    @Test
    void imagesThatASolveKeepsAddUp() {
        long few = peak(config("dmplug-lbfgs", Map.of("history", "1")), Tiling.WHOLE);
        long many = peak(config("dmplug-lbfgs", Map.of("history", "1001")), Tiling.WHOLE);

        assertDiffers(many, few, 2000 * IMAGE);
    }
}
