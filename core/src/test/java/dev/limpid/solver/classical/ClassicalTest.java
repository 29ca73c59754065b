package dev.limpid.solver.classical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.Separable;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.BlurPreset;
import dev.limpid.operator.blur.Border;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.camera.CameraBlur;
import dev.limpid.operator.camera.CameraResponse;
import dev.limpid.operator.camera.CameraShake;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Method;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The restorers without a prior. */
class ClassicalTest {
    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void harmonicFillReproducesALinearRamp() {
        Tensor ramp = image(40, 50, (x, y) -> 0.03 * x - 0.02 * y - 0.1);
        // All but the border is missing: a hole as large as the picture.
        Tensor mask = image(40, 50, (x, y) -> x == 0 || y == 0 || x == 49 || y == 39 ? 1 : 0);

        Tensor filled = HarmonicFill.fill(ramp.mul(mask), mask);

        assertThat(maxAbs(filled.sub(ramp))).isLessThan(1e-6);
    }

    @Test
    void harmonicFillMakesEveryMissingPixelTheMeanOfItsNeighbours() {
        Tensor y = Rng.of(1).normal(2, 3, 17, 23);
        Tensor mask = Rng.of(2).normal(2, 1, 17, 23).greater(0.5);

        Tensor filled = HarmonicFill.fill(y, mask);

        assertThat(maxAbs(filled.sub(y).mul(mask))).isZero();
        // With the edge repeated outwards, a border pixel's missing neighbour equals the pixel itself.
        Tensor padded = Functional.pad(filled, 1, 1, 1, 1, Functional.Padding.REPLICATE);
        Tensor around = padded.narrow(2, 0, 17)
                .narrow(3, 1, 23)
                .add(padded.narrow(2, 2, 17).narrow(3, 1, 23))
                .add(padded.narrow(2, 1, 17).narrow(3, 0, 23))
                .add(padded.narrow(2, 1, 17).narrow(3, 2, 23))
                .div(4);
        assertThat(maxAbs(filled.sub(around).mul(mask.neg().add(1)))).isLessThan(1e-6);
    }

    @Test
    void harmonicFillTreatsEachImageAndChannelAlone() {
        Tensor y = Rng.of(3).normal(2, 3, 9, 8);
        Tensor mask = Rng.of(4).normal(2, 3, 9, 8).greater(0.2);

        Tensor together = HarmonicFill.fill(y, mask);

        Tensor alone = HarmonicFill.fill(
                y.narrow(0, 1, 1).narrow(1, 2, 1), mask.narrow(0, 1, 1).narrow(1, 2, 1));
        assertThat(together.narrow(0, 1, 1).narrow(1, 2, 1).toFloats()).isEqualTo(alone.toFloats());
    }

    /** For 12 megapixels forty bytes are 480 MB in all, and the launcher's heap has 512. */
    @Test
    void harmonicFillTakesFortyBytesOfHeapForAPixelHoweverManyItsSteps() {
        Tensor y = Rng.of(3).normal(1, 1, 256, 256);
        Tensor mask = Rng.of(4).normal(1, 1, 256, 256).greater(0.52);
        var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        HarmonicFill.fill(y, mask);

        long before = thread.getCurrentThreadAllocatedBytes();
        HarmonicFill.fill(y, mask);

        assertThat((thread.getCurrentThreadAllocatedBytes() - before) / (256.0 * 256))
                .isBetween(20.0, 44.0);
    }

    @Test
    void harmonicFillRefusesMasksThatDoNotFit() {
        Tensor y = Tensor.zeros(1, 3, 4, 5);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> HarmonicFill.fill(y, Tensor.ones(1, 1, 5, 4)))
                .withMessage("mask [1, 1, 5, 4] does not broadcast to images [1, 3, 4, 5]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HarmonicFill.fill(y, Tensor.zeros(1, 1, 4, 5)))
                .withMessage("the mask observes no pixel: there is nothing to fill from");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HarmonicFill.fill(y, Tensor.full(0.5, 1, 1, 4, 5)))
                .withMessage("a mask holds 0 and 1, got 0.5");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.05})
    void wienerIsNearerToTheTruthThanTheMeasurement(double noiseLevel) {
        Tensor truth = picture();
        BlurKernel kernel = motionLike();
        Tensor y = blur(truth, kernel).add(Rng.of(5).normal(1, 2, 48, 61).mul(noiseLevel));

        Tensor restored = wiener(y, Blur.of(kernel, Boundary.REFLECT, 48, 61), noiseLevel);

        // At least 3 dB; a kernel applied the wrong way round, or off by a pixel, gives less than nothing.
        assertThat(squaredError(restored, truth)).isLessThan(0.5 * squaredError(y, truth));
    }

    @Test
    void wienerFollowsTheKernelsCentre() {
        Tensor truth = picture();
        double[] even = motionLike().tensor().narrow(2, 0, 8).narrow(3, 0, 8).toDoubles();
        BlurKernel kernel = BlurKernel.of(even, 8, 8);
        Tensor y = blur(truth, kernel, 3, 4);

        Tensor at = wiener(y, Blur.of(kernel, Border.of(Boundary.REFLECT, 3, 4), 48, 61), 0.01);
        Tensor beside = wiener(y, Blur.of(kernel, Border.of(Boundary.REFLECT, 4, 3), 48, 61), 0.01);

        assertThat(squaredError(at, truth)).isLessThan(0.5 * squaredError(beside, truth));
    }

    /** A long kernel meets every border: with the mirrored plane alone it rings through such a picture. */
    @ParameterizedTest
    @EnumSource(Boundary.class)
    void wienerKnowsTheBorderOfTheBlur(Boundary boundary) {
        Tensor truth = picture();
        Blur blur = Blur.of(motionLike(), boundary, 48, 61);
        Measurement measurement = Measurement.simulate(truth, blur, Noise.gaussian(0.01), Rng.of(7));

        Tensor restored = Classical.estimate(measurement);

        // The frame that a blur without continuation hardly sees is left out for all.
        Tensor error = restored.sub(truth).narrow(2, 5, 38).narrow(3, 5, 51);
        assertThat(error.square().mean().item()).isLessThan(0.016);
        assertThat(squaredError(blur.apply(restored), measurement.y())).isLessThan(4e-4);
    }

    /** Both make y of a size or a place of their own. */
    @ParameterizedTest
    @EnumSource(BlurPreset.class)
    void wienerTakesThePublishedBorders(BlurPreset preset) {
        Tensor truth = Tensor.cat(List.of(picture(), picture()), 2);
        Blur blur = Blur.of(BlurKernel.gaussian(64, 2), preset, 96, 61);
        Measurement measurement = Measurement.simulate(truth, blur, Noise.gaussian(0.01), Rng.of(7));

        Tensor restored = Classical.estimate(measurement);

        assertThat(restored.shape()).containsExactly(1, 2, 96, 61);
        assertThat(squaredError(blur.apply(restored), measurement.y())).isLessThan(4e-4);
    }

    @Test
    void wienerKeepsAConstantImage() {
        Tensor restored = wiener(Tensor.full(0.6, 1, 3, 20, 16), Blur.of(motionLike(), Boundary.REFLECT, 20, 16), 0.02);

        assertThat(maxAbs(restored.add(-0.6))).isLessThan(1e-5);
    }

    @Test
    void wienerTakesKernelsLargerThanTheImage() {
        Tensor restored = wiener(Rng.of(6).normal(1, 1, 4, 5), Blur.of(motionLike(), Boundary.ZERO, 4, 5), 0.02);

        assertThat(restored.shape()).containsExactly(1, 1, 4, 5);
        assertThat(Double.isFinite(maxAbs(restored))).isTrue();
    }

    @Test
    void wienerRestoresEachImageOfABatchAlone() {
        Blur blur = Blur.of(motionLike(), Boundary.REFLECT, 48, 61);
        Tensor y = Tensor.cat(List.of(blur(picture(), motionLike()), picture().mul(0.5)), 0);

        Tensor together = wiener(y, blur, 0.01);

        Tensor alone = wiener(y.narrow(0, 1, 1).contiguous(), blur, 0.01);
        assertThat(maxAbs(together.narrow(0, 1, 1).sub(alone))).isLessThan(1e-5);
    }

    private static Method<?> of(ParametricOperator a) {
        return Classical.of(new Measurement(Tensor.zeros(1, 3, 8, 8), a, 0.01));
    }

    @Test
    void everyKindOfOperatorHasItsRestorer() {
        assertThat(of(new Inpainting(Tensor.ones(1, 1, 4, 4))).name()).isEqualTo("harmonic-fill");
        assertThat(of(SuperResolution.bicubic(2, 4, 4)).name()).isEqualTo("bicubic");
        assertThat(of(Blur.of(motionLike(), Boundary.REFLECT, 16, 16)).name()).isEqualTo("wiener");
        assertThat(of(CameraBlur.of(CameraShake.random(Rng.of(1)), new CameraResponse(0.8), 8, 8))
                        .name())
                .isEqualTo("inverted-response");
        assertThat(of(ForwardOperator.identity()).name()).isEqualTo("as-measured");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(KernelBlur.same(Boundary.REFLECT, 3, 8, 8)))
                .withMessageStartingWith("a classical estimate needs a known A, got unknown ");
    }

    /** Means of two neighbours, one pixel fewer each way: no picture of y's size is an estimate. */
    @Test
    void aLinearOperatorThatChangesTheSizeHasTikhonovs() {
        var means = new double[15 * 16];
        for (int i = 0; i < 15; i++) {
            means[i * 16 + i] = 0.5;
            means[i * 16 + i + 1] = 0.5;
        }
        Separable a = Separable.of(new Separable.Matrix(means, 15, 16), 1e-6);
        Tensor truth = Rng.of(1).normal(2, 3, 16, 16).mul(0.3).clamp(-1, 1);
        Measurement measurement = Measurement.simulate(truth, a, Noise.gaussian(0.01), Rng.of(1));

        Tensor x = Classical.estimate(measurement);

        assertThat(Classical.of(measurement).name()).isEqualTo("tikhonov");
        assertThat(x.shape()).containsExactly(2, 3, 16, 16);
        assertThat(a.apply(x).sub(measurement.y()).abs().max().item()).isLessThan(0.1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AsMeasured.METHOD
                        .withoutPrior(new NoSettings())
                        .solve(measurement, () -> Draws.of(Rng.of(0), 0, Device.CPU, 2, 3, 16, 16)))
                .withMessage("as-measured gives y itself, which has 15 x 15 pixels, and the images have 16 x 16");
    }

    /** Wiener's ringing and bicubic's overshoot leave the range of images, which the estimate does not. */
    @Test
    void anEstimateIsAnImageOfTheSizeThatIsSought() {
        Tensor truth = picture().sign();
        var shrunk = Measurement.simulate(truth, SuperResolution.bicubic(2, 48, 61), Noise.gaussian(0.01), Rng.of(1));
        Blur blur = Blur.of(motionLike(), Boundary.REFLECT, 48, 61);
        var blurred = Measurement.simulate(truth, blur, Noise.gaussian(0.01), Rng.of(1));

        for (Measurement measurement : List.of(shrunk, blurred)) {
            Tensor x = Classical.estimate(measurement);
            assertThat(x.shape()).containsExactly(1, 2, 48, 61);
            assertThat(maxAbs(x)).isEqualTo(1);
            assertThat(squaredError(x, truth)).isLessThan(0.3);
        }
    }

    private static Tensor wiener(Tensor y, Blur blur, double noiseLevel) {
        return Classical.estimate(new Measurement(y, blur, noiseLevel));
    }

    private interface Value {
        double at(int x, int y);
    }

    private static Tensor image(int height, int width, Value value) {
        var values = new float[height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.at(i % width, i / width);
        }
        return Tensor.of(values, 1, 1, height, width);
    }

    /** Edges, slopes and a texture, different in its two channels. */
    private static Tensor picture() {
        Tensor a = image(
                48,
                61,
                (x, y) -> ((x / 9 + y / 7) % 2 == 0 ? 0.5 : -0.4) + 0.2 * Math.sin(0.7 * x) * Math.cos(0.4 * y));
        Tensor b = image(48, 61, (x, y) -> Math.hypot(x - 30, y - 20) < 14 ? 0.8 : x / 61.0 - 0.7);
        return Tensor.cat(List.of(a, b), 1);
    }

    /** An oblique stroke that is stronger at one end: neither symmetric nor centred. */
    private static BlurKernel motionLike() {
        var weights = new double[81];
        for (int i = 0; i < 7; i++) {
            weights[(1 + i) * 9 + (i + 2)] = 1 + i;
        }
        return BlurKernel.of(weights, 9, 9);
    }

    private static Tensor blur(Tensor x, BlurKernel kernel) {
        return blur(x, kernel, kernel.height() / 2, kernel.height() - 1 - kernel.height() / 2);
    }

    /** Cross-correlation with {@code before} reflected pixels above and left, {@code after} below and right. */
    private static Tensor blur(Tensor x, BlurKernel kernel, int before, int after) {
        Tensor padded = Functional.pad(x, before, after, before, after, Functional.Padding.REFLECT);
        Tensor weight = kernel.tensor().to(x.type()).expand(2, 1, kernel.height(), kernel.width());
        return Functional.conv2d(padded, weight.contiguous(), null, 1, 0, 2);
    }

    private static double squaredError(Tensor a, Tensor b) {
        return a.sub(b).square().mean().item();
    }

    private static double maxAbs(Tensor x) {
        return x.abs().max().item();
    }
}
