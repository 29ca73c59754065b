package dev.limpid.operator.blur;

import static dev.limpid.operator.LinearOperatorTest.norm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.LinearOperatorTest;
import dev.limpid.operator.Spectral;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlurTest {
    private static final BlurKernel TAPS = BlurKernel.of(new double[] {0.1, 0.2, 0.3, 0.4}, 1, 4);

    @ParameterizedTest
    @CsvSource({
        "REFLECT,   3 2 1 2 3 4 3",
        "ZERO,      0 0 1 2 3 4 0",
        "CIRCULAR,  3 4 1 2 3 4 1",
        "REPLICATE, 1 1 1 2 3 4 4",
        "VALID,     1 2 3 4"
    })
    void continuesTheImageAsItsBoundarySays(Boundary boundary, String continued) {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 1, 4);
            double[] padded = java.util.Arrays.stream(continued.split(" ", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();

            double[] y = Blur.of(TAPS, boundary, 1, 4).apply(x).toDoubles();

            assertThat(y).hasSize(padded.length - 3);
            for (int o = 0; o < y.length; o++) {
                // Cross-correlation: tap j meets pixel o + j, not o − j.
                double expected = 0.1 * padded[o] + 0.2 * padded[o + 1] + 0.3 * padded[o + 2] + 0.4 * padded[o + 3];
                assertThat(y[o]).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void iteratesWithLongSidesInsteadOfDecomposingThem() {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Blur blur = Blur.of(BlurKernel.gaussian(9, 1.5), Boundary.REFLECT, SeparableBlur.LONGEST_SIDE + 1, 12);
            Tensor v = Rng.of(1).normal(1, 1, SeparableBlur.LONGEST_SIDE + 1, 12);
            Tensor y = blur.apply(Rng.of(2).normal(1, 1, SeparableBlur.LONGEST_SIDE + 1, 12));

            Tensor first = blur.inexactProx(v, y, 0.1);
            Tensor exact = blur.prox(v, y, 0.1);
            ((Spectral) blur).singular();

            // The same, whatever the operator was asked for before.
            assertThat(blur.inexactProx(v, y, 0.1).toFloats()).containsExactly(first.toFloats());
            Tensor gradient =
                    blur.adjoint(blur.apply(exact).sub(y)).add(exact.sub(v).mul(0.1));
            assertThat(norm(gradient)).isLessThan(1e-4 * norm(y));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void isTheSameChannelByChannelAsLargeImagesAreBlurred(int kernels) {
        try (var scope = Scope.open()) {
            Tensor taps = Rng.of(1).normal(kernels, 1, 21, 19).abs();
            var fourier = Correlation.InFourierSpace.of(taps, 800, 700);
            Tensor x = Rng.of(3).normal(2, 3, 800, 700);
            Tensor y = Rng.of(4).normal(2, 3, 780, 682);
            assertThat(800L * 700).isGreaterThan(Correlation.InFourierSpace.LARGE);
            Tensor together = fourier.apply(x.variable()).detach();
            Tensor back = fourier.adjoint(y.variable()).detach();

            try (var off = Gradients.off()) {
                assertThat(norm(fourier.apply(x).sub(together))).isLessThan(1e-6 * norm(together));
                assertThat(norm(fourier.adjoint(y).sub(back))).isLessThan(1e-6 * norm(back));
            }
        }
    }

    /** Channels do not mix: each of a large image is solved for as if it were alone. */
    @Test
    void largeChannelsAreSolvedForOneByOne() {
        try (var scope = Scope.open()) {
            Blur blur = Blur.of(BlurKernel.motion(21, 0.5, Rng.of(2)), Boundary.REFLECT, 760, 700);
            Tensor v = Rng.of(3).normal(2, 3, 760, 700);
            Tensor y = blur.apply(Rng.of(4).normal(2, 3, 760, 700));

            Tensor x = blur.inexactProx(v, y, 0.05);

            Tensor first = blur.adjoint(y.sub(blur.apply(v)));
            Tensor left = blur.adjoint(y.sub(blur.apply(x))).sub(x.sub(v).mul(0.05));
            for (int i = 0; i < 6; i++) {
                int plane = i;
                UnaryOperator<Tensor> alone = t -> t.narrow(0, plane / 3, 1).narrow(1, plane % 3, 1);
                assertThat(norm(alone.apply(left))).isLessThan(0.0101 * norm(alone.apply(first)));
                assertSame(alone.apply(x), blur.inexactProx(alone.apply(v), alone.apply(y), 0.05));
            }
            // One measurement for both images.
            Tensor one = y.narrow(0, 0, 1);
            assertSame(blur.prox(v, one, 0.05, 3), blur.prox(v, Tensor.cat(List.of(one, one), 0), 0.05, 3));
        }
    }

    /** To the last digit. */
    private static void assertSame(Tensor one, Tensor other) {
        assertThat(one.sub(other).abs().max().item()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 7, 8, 17, 32})
    void isTheSameTapByTapAndInFourierSpace(int size) {
        try (var scope = Scope.open()) {
            BlurKernel k = BlurKernel.motion(size, 0.5, Rng.of(2));
            Border border = Border.half(Boundary.REFLECT, k);
            var direct = new PaddedBlur(k, border, 40, 48, new Correlation.Direct(k.tensor()));
            int half = size / 2;
            var fourier = new PaddedBlur(
                    k, border, 40, 48, Correlation.InFourierSpace.of(k.doubles(), 40 + 2 * half, 48 + 2 * half));
            Tensor x = Rng.of(3).normal(2, 3, 40, 48);
            Tensor y = direct.apply(x);

            assertThat(y.sub(fourier.apply(x)).abs().max().item()).isLessThan(2e-6);
            assertThat(direct.adjoint(y).sub(fourier.adjoint(y)).abs().max().item())
                    .isLessThan(5e-6);
        }
    }

    @Test
    void choosesFourierSpaceForLargeKernelsOnly() {
        assertThat(PaddedBlur.isDirect(7, 7)).isTrue();
        assertThat(PaddedBlur.isDirect(9, 9)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Boundary.class,
            names = {"ZERO", "REFLECT"})
    void differentiatesInItsKernelAsBySmallSteps(Boundary boundary) {
        differentiatesInItsKernel(boundary, 5);
        differentiatesInItsKernel(boundary, 12);
    }

    @Test
    void differentiatesInItsKernelWhenItWrapsAround() {
        differentiatesInItsKernel(Boundary.CIRCULAR, 6);
    }

    private static void differentiatesInItsKernel(Boundary boundary, int size) {
        try (var scope = Scope.open()) {
            Blur a = Blur.of(BlurKernel.motion(size, 0.5, Rng.of(4)), boundary, 16, 20);
            Tensor x = Rng.of(5).normal(1, 3, 16, 20);
            Tensor k = a.kernel().tensor();
            Tensor direction = Rng.of(6).normal(1, 1, size, size);
            Tensor y = a.apply(x);
            Tensor v = Rng.of(7).normal(y.shape());

            Tensor kv = k.variable();
            Tensor gradient = Gradients.vjp(a.apply(x, kv), v, kv)[0];

            // Linear in k: the difference quotient is exact, whatever the step.
            Tensor change = a.apply(x, k.add(direction)).sub(y);
            double expected = LinearOperatorTest.dot(change, v);
            assertThat(LinearOperatorTest.dot(gradient, direction))
                    .isCloseTo(expected, within(1e-4 * norm(change) * norm(v)));
            assertThat(norm(a.apply(x, k).sub(y))).isLessThan(1e-5 * norm(y));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Boundary.class,
            names = {"REFLECT", "CIRCULAR"})
    void takesOneKernelForEachImage(Boundary boundary) {
        try (var scope = Scope.open()) {
            BlurKernel first = BlurKernel.gaussian(5, 1);
            BlurKernel second = BlurKernel.motion(5, 0.5, Rng.of(8));
            Tensor x = Rng.of(9).normal(2, 3, 12, 14);
            Tensor kernels = Tensor.cat(java.util.List.of(first.tensor(), second.tensor()), 0);

            Tensor y = Blur.of(first, boundary, 12, 14).apply(x, kernels);

            Tensor expected = Blur.of(second, boundary, 12, 14).apply(x.narrow(0, 1, 1));
            assertThat(norm(y.narrow(0, 1, 1).sub(expected))).isLessThan(1e-5 * norm(expected));
        }
    }

    @Test
    void gives257PixelsFor256InTheConventionOfDmilo() {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(10).normal(1, 1, 256, 256);
            BlurKernel k = BlurKernel.gaussian(64, 3);

            Tensor y = Blur.of(k, BlurPreset.DMILO64, 256, 256).apply(x);

            assertThat(y.shape()).containsExactly(1, 1, 257, 257);
            assertThat(Blur.of(k, BlurPreset.DMPLUG64, 256, 256).apply(x).shape())
                    .containsExactly(1, 1, 256, 256);
            assertThat(Blur.of(BlurKernel.gaussian(61, 3), BlurPreset.DPS61, 256, 256)
                            .apply(x)
                            .shape())
                    .containsExactly(1, 1, 256, 256);
        }
    }

    @Test
    void hasThePublishedNorms() {
        try (var scope = Scope.open()) {
            Blur dps = Blur.of(BlurKernel.gaussian(61, 3), BlurPreset.DPS61, 256, 256);
            Blur dmilo = Blur.of(BlurKernel.gaussian(64, 3), BlurPreset.DMILO64, 256, 256);
            Blur circular = Blur.of(BlurKernel.gaussian(61, 3), Boundary.CIRCULAR, 256, 256);

            assertThat(dps.squaredNorm()).isBetween(1.009, 1.009 * 1.011);
            assertThat(dmilo.squaredNorm()).isBetween(1.174, 1.175 * 1.011);
            assertThat(circular.squaredNorm()).isCloseTo(1, within(1e-6));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Boundary.class,
            names = {"REFLECT", "CIRCULAR", "REPLICATE", "VALID"})
    void leavesAConstantImageAsItIs(Boundary boundary) {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.full(0.7, 1, 3, 40, 40);

            Tensor y = Blur.of(BlurKernel.motion(17, 0.5, Rng.of(11)), boundary, 40, 40)
                    .apply(x);

            assertThat(y.add(-0.7).abs().max().item()).isLessThan(1e-6);
        }
    }

    @Test
    void givesEachImageOfABatchItsOwnProximalStep() {
        try (var scope = Scope.open()) {
            Blur a = Blur.of(BlurKernel.motion(9, 0.5, Rng.of(12)), Boundary.REFLECT, 24, 24);
            Tensor v = Tensor.cat(
                    java.util.List.of(
                            Rng.of(13).normal(1, 3, 24, 24),
                            Rng.of(14).normal(1, 3, 24, 24).mul(100)),
                    0);
            Tensor y = a.apply(v.neg());

            Tensor together = a.prox(v, y, 0.01);
            Tensor alone = a.prox(v.narrow(0, 0, 1), y.narrow(0, 0, 1), 0.01);

            assertThat(norm(together.narrow(0, 0, 1).sub(alone))).isLessThan(1e-5 * norm(alone));
        }
    }

    @Test
    void hasItsSingularValuesWhereItWrapsAroundOrItsKernelHasRankOne() {
        try (var scope = Scope.open()) {
            BlurKernel gaussian = BlurKernel.gaussian(9, 2);
            BlurKernel motion = BlurKernel.motion(9, 0.5, Rng.of(1));
            for (Boundary boundary : Boundary.values()) {
                assertThat(Blur.of(gaussian, boundary, 32, 32)).isInstanceOf(Spectral.class);
                assertThat(Blur.of(motion, boundary, 32, 32) instanceof Spectral)
                        .isEqualTo(boundary == Boundary.CIRCULAR);
            }
        }
    }

    /** Records that were made before separable blurs had a class of their own give the same bytes. */
    @ParameterizedTest
    @EnumSource(
            value = Boundary.class,
            names = {"REFLECT", "ZERO", "REPLICATE", "VALID"})
    void aKernelOfRankOneBlursAsAnyOther(Boundary boundary) {
        try (var scope = Scope.open()) {
            BlurKernel k = BlurKernel.gaussian(9, 2);
            var separable = (SeparableBlur) Blur.of(k, boundary, 24, 20);
            PaddedBlur padded = PaddedBlur.of(k, Border.same(boundary, k), 24, 20);
            Tensor x = Rng.of(2).normal(1, 3, 24, 20);
            Tensor y = padded.apply(x);

            assertThat(separable.apply(x).toFloats()).isEqualTo(y.toFloats());
            assertThat(separable.adjoint(y).toFloats())
                    .isEqualTo(padded.adjoint(y).toFloats());
            assertThat(separable.prox(x, y, 0.1, 5).toFloats())
                    .isEqualTo(padded.prox(x, y, 0.1, 5).toFloats());
            assertThat(separable.squaredNorm()).isEqualTo(padded.squaredNorm());
            assertThat(separable).hasToString(padded.toString());
        }
    }

    @Test
    void theSingularValuesThatItComputedOutliveTheScopeInWhichTheyWereAskedFor() {
        try (var scope = Scope.open()) {
            var a = (SeparableBlur) Blur.of(BlurKernel.gaussian(9, 2), Boundary.REFLECT, 24, 20);
            Tensor x = Rng.of(2).normal(1, 3, 24, 20);
            float[] before;
            try (var inner = Scope.open()) {
                before = a.vt(x).toFloats();
            }

            assertThat(a.vt(x).toFloats()).isEqualTo(before);
        }
    }

    @Test
    void refusesAKernelThatItsBoundaryCannotServe() {
        BlurKernel k = BlurKernel.gaussian(64, 3);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blur.of(k, BlurPreset.DMILO64, 32, 40))
                .withMessage(
                        "boundary reflect needs a border narrower than the image, but it is 32 pixels: kernel 64 x 64"
                                + " on an image of 32 x 40");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blur.of(k, Boundary.CIRCULAR, 64, 63))
                .withMessage(
                        "boundary circular needs a kernel no larger than the image: kernel 64 x 64 on an image of 64 x 63");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blur.of(k, Boundary.VALID, 70, 60))
                .withMessage("boundary valid leaves no pixel of the output: kernel 64 x 64 on an image of 70 x 60");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blur.of(k, Border.of(Boundary.VALID, 1, 0), 100, 100))
                .withMessage("boundary valid has no border");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Border.of(Boundary.ZERO, -1, 0))
                .withMessageContaining("must not be negative");
    }

    @Test
    void refusesImagesOfAnotherSize() {
        try (var scope = Scope.open()) {
            Blur a = Blur.of(BlurKernel.gaussian(6, 1), BlurPreset.DMILO64, 16, 16);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.apply(Tensor.zeros(1, 3, 16, 18)))
                    .withMessage("image is 16 x 18 pixels, but the operator takes 16 x 16");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.adjoint(Tensor.zeros(1, 3, 16, 16)))
                    .withMessage("measurement is 16 x 16 pixels, but the operator takes 17 x 17");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.apply(Tensor.zeros(3, 16, 16)))
                    .withMessage("image must have shape (B, C, H, W), got [3, 16, 16]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.prox(Tensor.zeros(1, 3, 16, 16), Tensor.zeros(1, 3, 17, 17), 0))
                    .withMessage("rho must be positive and finite, got 0.0");
        }
    }
}
