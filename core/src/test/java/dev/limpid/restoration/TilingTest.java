package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Border;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TinyLocalUNet;
import dev.limpid.prior.TinyUNet;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Settings;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Region;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Plans of images: nothing is computed. */
class TilingTest {
    private static final int SIDE = 64;
    private static final long EVALUATION = 40_000_000;
    private static final long IMAGE = 4L * 3 * SIDE * SIDE;

    private static final int HALO = 96;
    private static final long PIXEL = 300;
    private static final SolverConfig FORWARD = Methods.named("hqs").preset("brief", "inpainting");
    private static final SolverConfig BACKWARD = Methods.named("dps").preset("brief", "inpainting");

    private static final DiffusionPrior LOCAL = new DiffusionPrior(
            new Denoiser() {
                @Override
                public Tensor epsilon(Tensor x, double t) {
                    throw new AssertionError("a plan evaluates nothing");
                }

                @Override
                public long memory(int height, int width, boolean gradient) {
                    return (gradient ? 5 : 1) * PIXEL * height * width;
                }
            },
            NoiseSchedule.linear(),
            3,
            256,
            1,
            OptionalInt.of(HALO),
            2);

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
        return new Tiling(tile, 1_000_000_000_000L, 1_000_000_000_000L, 1)
                .plan(prior(), config, ForwardOperator.identity(), SIDE, SIDE)
                .peak();
    }

    private static SolverConfig config(String method, Map<String, String> changes) {
        return Settings.with(Methods.named(method).preset("authors-code", "inpainting"), changes);
    }

    private static void assertDiffers(long one, long other, long expected) {
        assertThat(one - other).isEqualTo(expected);
    }

    @Test
    void evaluationsThatStayRecordedTogetherAddUp() {
        long one = peak(config("dmplug", Map.of("steps", "1")), Tiling.WHOLE);
        long three = peak(config("dmplug", Map.of("steps", "3")), Tiling.WHOLE);
        long checkpoints = peak(config("dmplug-ckpt", Map.of("steps", "3")), Tiling.WHOLE);

        assertDiffers(three, one, 2 * EVALUATION);
        // Where each step begins is kept.
        assertDiffers(checkpoints, one, 3 * IMAGE);
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

    private static Tiling.Plan plan(long memory, SolverConfig config, int height, int width) {
        return Tiling.within(Tiling.AUTO, memory).plan(LOCAL, config, ForwardOperator.identity(), height, width);
    }

    @Test
    void anImageThatFitsIsTakenWhole() {
        assertThat(plan(20_000_000_000L, FORWARD, 1400, 1500).tile()).isEqualTo(Tiling.WHOLE);
        assertThat(plan(20_000_000_000L, BACKWARD, 900, 1000).tile()).isEqualTo(Tiling.WHOLE);
    }

    @Test
    void aLargerOneIsCut() {
        assertThat(plan(20_000_000_000L, FORWARD, 3000, 4000).tile()).isEqualTo(2112);
        assertThat(plan(20_000_000_000L, BACKWARD, 3000, 4000).tile()).isEqualTo(960);
    }

    @Test
    void lessMemoryMakesSmallerTilesUntilItIsRefused() {
        Tiling.Plan most = plan(20_000_000_000L, FORWARD, 3000, 4000);
        Tiling.Plan less = plan(most.peak() - 300_000_000, FORWARD, 3000, 4000);

        assertThat(less.tile()).isBetween(3 * HALO, 2111);
        assertThat(less.peak()).isLessThanOrEqualTo(most.peak() - 300_000_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(1_000_000_000L, FORWARD, 3000, 4000))
                .withMessageMatching(
                        "4000x3000 pixels take about .* GB of memory, and 1.0 GB may be used: --memory allows more,"
                                + " --resize or --crop takes less");
    }

    /** A process that has grown since plans an image as before. */
    @Test
    void aSettledPlanDoesNotAskWhatTheProcessHolds() {
        Tiling settled = Tiling.settled(Tiling.AUTO, 2_000_000_000L);
        ForwardOperator a = ForwardOperator.identity();
        Tiling.Plan before = settled.plan(LOCAL, FORWARD, a, 1000, 1000);
        try (var scope = Scope.open()) {
            Tensor held = Tensor.ones(100_000_000);
            Tiling.Plan after = settled.plan(LOCAL, FORWARD, a, 1000, 1000);

            assertThat(held.count()).isEqualTo(100_000_000);
            assertThat(after).isEqualTo(before);
        }
        assertThat(before.peak()).isEqualTo(650_000_000L + 10 * 12_000_000L + 1000 * 1000 * PIXEL);
    }

    /** Each of the windows is evaluated again for its gradient, so that a step more of a generator takes no more. */
    @Test
    void norDoWindows() {
        assertDiffers(windows("3", 16), windows("1", 16), 0);
        long evaluation = TinyUNet.prior(1).denoiser().memory(8, 8, true);
        assertDiffers(windows("3", 8), windows("1", 8), 2 * evaluation);
    }

    private static long windows(String steps, int side) {
        return new Tiling(Tiling.AUTO, 1_000_000_000_000L, 1_000_000_000_000L, 1)
                .plan(
                        TinyUNet.prior(1),
                        config("dmplug", Map.of("steps", steps)),
                        ForwardOperator.identity(),
                        side,
                        side)
                .peak();
    }

    @Test
    void theProgramGrowsByLessForSmallImages() {
        assertThat(Tiling.part(0)).isEqualTo(0.1);
        assertThat(Tiling.part(500_000)).isEqualTo(0.55);
        assertThat(Tiling.part(2_000_000)).isEqualTo(1);
        long small = plan(20_000_000_000L, FORWARD, 100, 100).peak();
        long large = plan(20_000_000_000L, FORWARD, 1000, 1000).peak();

        // With the copies of the images, an evaluation, and a margin for what the process gains or loses in between.
        assertThat(large - small - 990_000 * (PIXEL + 10 * 12)).isBetween(150_000_000L, 550_000_000L);
    }

    /** An image that was admitted is restored, in the tiles that the memory allows then. */
    @Test
    void withoutALimitNothingIsRefused() {
        Tiling tiling = new Tiling(Tiling.AUTO, 1_000_000, 1_000_000).unlimited();

        assertThat(tiling.plan(LOCAL, FORWARD, ForwardOperator.identity(), 3000, 4000)
                        .tile())
                .isEqualTo(3 * HALO);
    }

    /** A data step and an evaluation take turns, so that the larger one counts; a recorded one counts beside the evaluation. */
    @Test
    void theDataStepOfABlurCounts() {
        BlurKernel kernel = BlurKernel.gaussian(61, 3);
        ForwardOperator blur = Blur.of(kernel, Border.half(Boundary.REFLECT, kernel), 3000, 4000);
        Tiling tiling = Tiling.within(300, 40_000_000_000L);
        long image = 4L * 3 * 3000 * 4000;

        long plain = tiling.plan(LOCAL, FORWARD, ForwardOperator.identity(), 3000, 4000)
                .peak();
        long blurred = tiling.plan(LOCAL, FORWARD, blur, 3000, 4000).peak();
        long recorded = tiling.plan(LOCAL, BACKWARD, blur, 3000, 4000).peak();

        assertThat(blurred - plain).isBetween(3 * image, 13 * image / 3);
        assertThat(recorded - blurred).isGreaterThan(9 * 13 * image / 3);
    }

    /** Around a scratch there are small tiles; noise, pixels that are hidden, and colours that are made of gray change all of the image. */
    @Test
    void onlyThePartThatIsAskedAboutCounts() {
        try (var scope = Scope.open()) {
            Tensor mask = Tensor.ones(1, 1, 1000, 1500);
            mask.narrow(2, 500, 3).assign(Tensor.scalar(0));
            var a = new Inpainting(mask);
            for (boolean ships : new boolean[] {false, true}) {
                // A prior like those that ship cuts also a picture that could be seen whole.
                DiffusionPrior prior = ships ? TinyLocalUNet.prior(1) : LOCAL;
                Tiling tiling = Tiling.settled(ships ? Tiling.AUTO : 900, 20_000_000_000L);
                long all = tiling.plan(prior, FORWARD, a, 1000, 1500).peak();

                assertThat(peak(tiling, prior, a, 3, 0, Selection.LAST)).isLessThan(all);
                assertThat(peak(tiling, prior, a, 3, 0.01, Selection.LAST)).isEqualTo(all);
                assertThat(peak(tiling, prior, a, 1, 0, Selection.LAST)).isEqualTo(all);
                assertThat(peak(tiling, prior, a, 3, 0, Selection.HOLD_OUT)).isEqualTo(all);
            }
        }
    }

    private static long peak(
            Tiling tiling, DiffusionPrior prior, Inpainting a, int channels, double noise, Selection selection) {
        var problem = Problem.of(new Measurement(Tensor.zeros(1, channels, 1000, 1500), a, noise), 1000, 1500);
        return tiling.plan(prior, FORWARD, problem, selection).peak();
    }

    /** With the halo of much noise three tiles have the fewest pixels, with that of little noise two larger ones. */
    @Test
    void theLargestTilesOfAllTimesCount() {
        try (var scope = Scope.open()) {
            Tensor mask = Tensor.zeros(1, 1, 2000, 4340);
            mask.narrow(2, 0, 1).narrow(3, 0, 1).assign(Tensor.scalar(1));
            var near = new Denoiser() {
                @Override
                public Tensor epsilon(Tensor x, double t) {
                    throw new AssertionError("a plan evaluates nothing");
                }

                @Override
                public int halo(double t, int most) {
                    return t < 5 ? most / 2 : most;
                }

                @Override
                public long memory(int height, int width, boolean gradient) {
                    return PIXEL * height * width;
                }
            };

            long peak = Tiling.settled(2112, 20_000_000_000L)
                    .plan(
                            LOCAL.with(near),
                            FORWARD,
                            new Inpainting(mask),
                            2000,
                            4340,
                            Optional.of(Region.of(mask.mul(-1).add(1))))
                    .peak();

            assertThat(peak - 650_000_000L - 10 * 12 * 2000L * 4340).isBetween(4_400_000 * PIXEL, 2112 * 2112 * PIXEL);
        }
    }

    /** The C library's part is given back before other work begins, and the images stay. */
    @Test
    void workAfterwardsTakesItsTurn() {
        Tiling.Plan plan =
                Tiling.settled(900, 20_000_000_000L).plan(LOCAL, FORWARD, ForwardOperator.identity(), 1000, 1500);

        assertThat(plan.peak(0)).isEqualTo(plan.peak());
        assertThat(plan.after()).isEqualTo(400_000_000L + 10 * 12 * 1_500_000L);
        assertThat(plan.peak(3_000_000_000L)).isEqualTo(plan.after() + 3_000_000_000L);
    }
}
