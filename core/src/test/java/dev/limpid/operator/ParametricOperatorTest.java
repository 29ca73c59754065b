package dev.limpid.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.OperatorSamples.Sample;
import dev.limpid.operator.ParametricOperator.Unknown;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.turbulence.Tilt;
import dev.limpid.operator.turbulence.Turbulence;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator with unknowns, and what is special to each. */
class ParametricOperatorTest {
    private static final int HEIGHT = 14;
    private static final int WIDTH = 11;

    static Stream<Sample> operators() {
        return OperatorSamples.of(ParametricOperator.class).filter(sample -> !isKnown(sample));
    }

    private static boolean isKnown(Sample sample) {
        try (var scope = Scope.open()) {
            return sample.make() instanceof ForwardOperator;
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void hasTheGradientsThatFiniteDifferencesGive(Sample sample) {
        try (var scope = Scope.open()) {
            ParametricOperator a = sample.make();
            List<Tensor> point = new ArrayList<>(List.of(image(2)));
            point.addAll(theta(a, 1));
            List<Tensor> variables = point.stream().map(Tensor::variable).toList();
            Tensor y = a.apply(variables.get(0), variables.subList(1, variables.size()));
            Tensor cotangent = normal("cotangent", y.shape());

            Tensor[] gradients = Gradients.vjp(y, cotangent, variables.toArray(Tensor[]::new));

            for (int i = 0; i < point.size(); i++) {
                Tensor direction = normal("direction", point.get(i).shape());
                double h = 1e-6;
                Tensor change = moved(a, point, i, direction.mul(h)).sub(moved(a, point, i, direction.mul(-h)));
                double slope = change.mul(cotangent).sum().item() / (2 * h);
                assertThat(gradients[i].mul(direction).sum().item())
                        .as("argument " + i)
                        .isCloseTo(slope, within(1e-6 * Math.max(1, Math.abs(slope))));
            }
        }
    }

    private static Tensor moved(ParametricOperator a, List<Tensor> point, int i, Tensor by) {
        List<Tensor> at = new ArrayList<>(point);
        at.set(i, at.get(i).add(by));
        return a.apply(at.get(0), at.subList(1, at.size()));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void givesInABatchWhatItGivesToSingleImages(Sample sample) {
        try (var scope = Scope.open()) {
            ParametricOperator a = sample.make();
            Tensor x = image(2);
            List<Tensor> shared = theta(a, 1);
            List<Tensor> each = theta(a, 2);

            Tensor withShared = a.with(shared).apply(x);
            Tensor withEach = a.apply(x, each);

            for (int b = 0; b < 2; b++) {
                int image = b;
                Tensor alone = x.narrow(0, b, 1);
                List<Tensor> own = each.stream().map(t -> t.narrow(0, image, 1)).toList();
                // A kernel for each image goes through Fourier space and comes back in float32.
                assertThat(difference(withShared.narrow(0, b, 1), a.apply(alone, shared)))
                        .isLessThan(1e-6);
                assertThat(difference(withEach.narrow(0, b, 1), a.apply(alone, own)))
                        .isLessThan(1e-5);
            }
            assertThat(difference(withEach.narrow(0, 1, 1), a.apply(x.narrow(0, 1, 1), shared)))
                    .isGreaterThan(1e-3);
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void isLinearInTheImage(Sample sample) {
        try (var scope = Scope.open()) {
            ParametricOperator a = sample.make();
            List<Tensor> theta = theta(a, 1);
            Tensor u = image(1);
            Tensor v = image(1).sin();

            Tensor sum = a.apply(u.mul(2).add(v), theta);

            assertThat(difference(sum, a.apply(u, theta).mul(2).add(a.apply(v, theta))))
                    .isLessThan(1e-12);
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void refusesUnknownsThatDoNotFit(Sample sample) {
        try (var scope = Scope.open()) {
            ParametricOperator a = sample.make();
            List<Tensor> theta = theta(a, 1);
            Unknown last = a.unknowns().get(theta.size() - 1);
            List<Tensor> wrong = new ArrayList<>(theta);
            wrong.set(theta.size() - 1, Tensor.zeros(1, 1, 3, 2));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.apply(image(1), List.of()))
                    .withMessage("expected " + theta.size() + " unknowns "
                            + a.unknowns().stream().map(Unknown::name).toList() + ", got 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.apply(image(1), wrong))
                    .withMessage("unknown '" + last.name() + "' must be " + last.shape()
                            + " or one for each of the 1 images, got [1, 1, 3, 2]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.apply(Tensor.zeros(1, 3, 5, 5), theta))
                    .withMessage("image is 5 x 5 pixels, but the operator takes 14 x 11");
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void isTheSameOnItsDeviceAndWithUnknownsThatAreKnown(Sample sample) {
        try (var scope = Scope.open()) {
            ParametricOperator a = sample.make();
            List<Tensor> theta = theta(a, 1);
            Tensor x = image(2);
            double[] expected = a.apply(x, theta).toDoubles();

            ParametricOperator moved = a.to(Device.CPU);

            assertThat(moved).hasSameClassAs(a);
            assertThat(moved.unknowns()).isEqualTo(a.unknowns());
            assertThat(moved.apply(x, theta).toDoubles()).isEqualTo(expected);
            assertThat(a.with(theta).apply(x).toDoubles()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void isNoKnownOperatorForTheMeasurementsThatNeedOne(Sample sample) {
        try (var scope = Scope.open()) {
            ParametricOperator a = sample.make();
            List<Tensor> theta = theta(a, 1);
            var blind = new Measurement(Tensor.zeros(1, 3, HEIGHT, WIDTH), a, 0.1);

            assertThatIllegalArgumentException()
                    .isThrownBy(blind::known)
                    .withMessage("this needs a known A, but '" + a + "' has the unknowns "
                            + a.unknowns().stream().map(Unknown::name).toList());
            assertThat(blind.with(theta).known().unknowns()).isEmpty();
            assertThat(blind.with(theta).noiseLevel()).isEqualTo(0.1);
        }
    }

    @Test
    void aKnownKernelGivesItsBlur() {
        try (var scope = Scope.open()) {
            BlurKernel kernel = BlurKernel.motion(9, 0.5, Rng.of(3));
            for (Boundary boundary : Boundary.values()) {
                ParametricOperator a = KernelBlur.same(boundary, 9, 32, 24);
                Tensor x = Rng.of(1).normal(1, 3, 32, 24);

                Tensor expected = Blur.of(kernel, boundary, 32, 24).apply(x);

                assertThat(difference(a.with(List.of(kernel.tensor())).apply(x), expected))
                        .as(boundary.label())
                        .isLessThan(1e-5);
            }
        }
    }

    @Test
    void aTiltOfWholePixelsShiftsThePicture() {
        try (var scope = Scope.open()) {
            Tensor x = image(1);
            // Every pixel shows the one two columns to its right and one row above it.
            Tensor tau =
                    Tensor.cat(List.of(Tensor.full(2, 1, 1, HEIGHT, WIDTH), Tensor.full(-1, 1, 1, HEIGHT, WIDTH)), 1);

            Tensor y = Tilt.of(HEIGHT, WIDTH).apply(x, List.of(tau.to(DType.FLOAT64)));

            Tensor inside = y.narrow(2, 1, HEIGHT - 1).narrow(3, 0, WIDTH - 2);
            Tensor source = x.narrow(2, 0, HEIGHT - 1).narrow(3, 2, WIDTH - 2);
            assertThat(difference(inside, source)).isLessThan(1e-12);
            assertThat(y.narrow(2, 0, 1).abs().max().item()).isLessThan(1e-12);
            assertThat(y.narrow(3, WIDTH - 2, 2).abs().max().item()).isLessThan(1e-12);
        }
    }

    @Test
    void noTiltAndAPointAsKernelLeaveThePictureAsItIs() {
        try (var scope = Scope.open()) {
            Tensor x = image(1).to(DType.FLOAT32);
            var point = new float[36];
            point[2 * 6 + 2] = 1;
            List<Tensor> theta = List.of(Tensor.of(point, 1, 1, 6, 6), Tensor.zeros(1, 2, HEIGHT, WIDTH));

            assertThat(difference(Turbulence.of(6, HEIGHT, WIDTH).apply(x, theta), x))
                    .isLessThan(1e-5);
        }
    }

    @Test
    void drawsTheSameTiltsFromTheSameSeedAndOthersFromAnother() {
        try (var scope = Scope.open()) {
            Tensor tau = Tilt.random(Rng.of(1), 72, 40);

            assertThat(tau.shape()).containsExactly(1, 2, 72, 40);
            assertThat(tau.abs().max().item()).isLessThanOrEqualTo(2.5);
            assertThat(difference(tau, Tilt.random(Rng.of(1), 72, 40))).isZero();
            assertThat(difference(tau, Tilt.random(Rng.of(2), 72, 40))).isGreaterThan(0.1);
        }
    }

    @Test
    void tiltsOfSmallPicturesAreWhatThoseOfTheSmallestPublishedSizeTendTo() {
        try (var scope = Scope.open()) {
            // Below 65 every pixel away from the border lies in all 500 patches: the variance is 500 times the mean of
            // S²,
            // which is 0.07, times the sum of squares of the Gaussian, which is 0.0796 to three digits.
            double expected = Math.sqrt(500 * 0.07 * 0.0796);
            for (int side : new int[] {24, 64, 65}) {
                double sum = 0;
                int n = 8;
                for (int i = 0; i < n; i++) {
                    Tensor inner = Tilt.uncutRandom(Rng.of(3).image(i), side, side)
                            .narrow(2, 4, side - 8)
                            .narrow(3, 4, side - 8);
                    sum += inner.square().mean().item();
                }
                assertThat(Math.sqrt(sum / n)).as("side " + side).isCloseTo(expected, within(0.1 * expected));
            }
        }
    }

    /** The published fields, which have patches of 64 pixels, have this strength at 256. */
    @Test
    void tiltsInProportionHaveTheStrengthThatIsAskedForAndThePublishedShape() {
        try (var scope = Scope.open()) {
            Tensor published = Tilt.random(Rng.of(4), 256, 256);

            assertThat(Math.sqrt(published.square().mean().item())).isCloseTo(0.41, within(0.01));
            for (int[] size : new int[][] {{2, 2}, {64, 48}, {256, 256}}) {
                Tensor tau = Tilt.inProportion(Rng.of(4), 0.4, size[0], size[1]);
                assertThat(tau.shape()).containsExactly(1, 2, size[0], size[1]);
                assertThat(Math.sqrt(tau.square().mean().item())).isCloseTo(0.4, within(1e-6));
            }
            Tensor scaled = Tilt.inProportion(
                    Rng.of(4), Math.sqrt(published.square().mean().item()), 256, 256);
            assertThat(difference(scaled.clamp(-2.5, 2.5), published)).isLessThan(0.02);
        }
    }

    @Test
    void refusesPicturesBetweenWhosePixelsNothingCanBeRead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tilt.of(1, 8))
                .withMessage("tilt needs image sides of at least 2 pixels, got 1 x 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelBlur.same(Boundary.REFLECT, 0, 8, 8))
                .withMessage("blur kernel size must be at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelBlur.same(Boundary.REFLECT, 17, 8, 8))
                .withMessageContaining("kernel 17 x 17 on an image of 8 x 8");
    }

    private static Tensor image(int batch) {
        return normal("image", batch, 3, HEIGHT, WIDTH);
    }

    private static List<Tensor> theta(ParametricOperator a, long batch) {
        List<Tensor> theta = new ArrayList<>();
        for (Unknown unknown : a.unknowns()) {
            long[] shape = unknown.shape().stream().mapToLong(Long::longValue).toArray();
            shape[0] = batch;
            theta.add(normal(unknown.name(), shape));
        }
        return theta;
    }

    private static Tensor normal(String purpose, long... shape) {
        return Rng.of(5).purpose(purpose).normal(shape).to(DType.FLOAT64);
    }

    private static double difference(Tensor a, Tensor b) {
        return a.sub(b).abs().max().item();
    }
}
