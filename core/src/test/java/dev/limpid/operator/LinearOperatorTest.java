package dev.limpid.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.BlurPreset;
import dev.limpid.operator.blur.Border;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.CircularBlur;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.operator.resize.Resampling;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every linear operator must satisfy. */
public class LinearOperatorTest {
    private static final Rng RNG = Rng.of(1);

    /** An operator for images of height × width; made inside the test's scope. */
    record Case(String name, int height, int width, Supplier<LinearOperator> make) {
        Tensor image(String purpose) {
            return RNG.purpose(purpose).normal(2, 3, height, width);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> all() {
        return Stream.of(
                        Stream.of(new Case("identity", 8, 9, ForwardOperator::identity)),
                        inpaintings(),
                        superResolutions(),
                        blurs())
                .flatMap(s -> s);
    }

    private static Stream<Case> inpaintings() {
        return Stream.of(
                new Case("random mask", 32, 24, () -> new Inpainting(Masks.random(RNG, 0.7, 32, 24))),
                new Case(
                        "a mask for each image",
                        16,
                        16,
                        () -> new Inpainting(Tensor.cat(
                                java.util.List.of(
                                        Masks.random(RNG, 0.5, 16, 16), Masks.box(RNG.image(1), 4, 6, 2, 16, 16)),
                                0))));
    }

    private static Stream<Case> superResolutions() {
        return Stream.of(
                bicubic(2, 32, 32),
                bicubic(3, 33, 48),
                bicubic(4, 64, 48),
                bicubic(4, 50, 33),
                bicubic(8, 64, 64),
                bicubic(3, 3, 5),
                new Case("means of cells", 24, 16, () -> SuperResolution.of(Resampling.BOX, 4, 24, 16)),
                new Case("Lanczos", 24, 16, () -> SuperResolution.of(Resampling.LANCZOS3, 2, 24, 16)));
    }

    private static Case bicubic(int scale, int height, int width) {
        return new Case(
                "bicubic x" + scale + " of " + height + " x " + width,
                height,
                width,
                () -> SuperResolution.bicubic(scale, height, width));
    }

    private static Stream<Case> blurs() {
        Stream.Builder<Case> cases = Stream.builder();
        for (Boundary boundary : Boundary.values()) {
            for (int size : new int[] {5, 6, 17, 20}) {
                cases.add(new Case(
                        "motion blur of " + size + " taps, " + boundary,
                        40,
                        36,
                        () -> Blur.of(BlurKernel.motion(size, 0.5, RNG), boundary, 40, 36)));
            }
        }
        for (BlurPreset preset : BlurPreset.values()) {
            cases.add(new Case(
                    "Gaussian blur " + preset,
                    64,
                    70,
                    () -> Blur.of(BlurKernel.gaussian(preset.kernelSize(), 3), preset, 64, 70)));
        }
        for (Boundary boundary :
                new Boundary[] {Boundary.REFLECT, Boundary.ZERO, Boundary.CIRCULAR, Boundary.REPLICATE}) {
            cases.add(new Case(
                    "an oblong kernel and border, " + boundary,
                    12,
                    16,
                    () -> Blur.of(
                            BlurKernel.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 3, 4),
                            new Border(boundary, 5, 2, 0, 4),
                            12,
                            16)));
        }
        for (Boundary boundary : Boundary.values()) {
            cases.add(new Case(
                    "Gaussian blur of 9 taps, " + boundary,
                    24,
                    31,
                    () -> Blur.of(BlurKernel.gaussian(9, 1), boundary, 24, 31)));
        }
        for (Boundary boundary :
                new Boundary[] {Boundary.REFLECT, Boundary.ZERO, Boundary.CIRCULAR, Boundary.REPLICATE}) {
            cases.add(new Case(
                    "an oblong box and border, " + boundary,
                    12,
                    16,
                    () -> Blur.of(
                            BlurKernel.of(new double[] {1, 2, 3, 4, 2, 4, 6, 8, 1, 2, 3, 4}, 3, 4),
                            new Border(boundary, 5, 2, 0, 4),
                            12,
                            16)));
        }
        return cases.build();
    }

    static Stream<Case> spectral() {
        return all().filter(c -> made(c) instanceof Spectral);
    }

    @ParameterizedTest
    @MethodSource("spectral")
    void hasAnOrthogonalV(Case c) {
        try (var scope = Scope.open()) {
            var a = (Spectral) c.make().get();
            Tensor x = c.image("u");

            Tensor coefficients = a.vt(x);

            assertThat(coefficients.shape()).isEqualTo(x.shape());
            assertThat(norm(coefficients)).isCloseTo(norm(x), within(1e-5 * norm(x)));
            assertThat(norm(a.v(coefficients).sub(x))).isLessThan(1e-5 * norm(x));
            assertThat(norm(a.vt(a.v(x)).sub(x))).isLessThan(1e-5 * norm(x));
        }
    }

    @ParameterizedTest
    @MethodSource("spectral")
    void isItsSingularValueDecomposition(Case c) {
        try (var scope = Scope.open()) {
            var a = (Spectral) c.make().get();
            Tensor x = c.image("u");
            Tensor ax = a.apply(x);
            Tensor y = RNG.purpose("v").normal(ax.shape());
            Tensor s = a.singular();

            assertThat(s.min().item()).isNotNegative();
            assertThat(Math.pow(s.max().item(), 2)).isCloseTo(a.squaredNorm(), within(0.011 * a.squaredNorm()));
            assertThat(norm(a.ut(ax).sub(a.vt(x).mul(s)))).isLessThan(1e-5 * norm(x));
            assertThat(norm(a.v(a.ut(y).mul(s)).sub(a.adjoint(y)))).isLessThan(1e-5 * norm(y));
            assertThat(norm(a.ut(y))).isLessThan((1 + 1e-5) * norm(y));
            Tensor nothing = s.greater(0).neg().add(1);
            assertThat(a.ut(y).mul(nothing).abs().max().item()).isZero();
        }
    }

    static Stream<Case> proximable() {
        return all().filter(c -> made(c) instanceof Proximable);
    }

    static Stream<Case> pseudoInvertible() {
        return all().filter(c -> made(c) instanceof PseudoInvertible);
    }

    private static LinearOperator made(Case c) {
        try (var scope = Scope.open()) {
            return c.make().get();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void passesTheDotTest(Case c) {
        try (var scope = Scope.open()) {
            LinearOperator a = c.make().get();
            Tensor u = c.image("u");
            Tensor au = a.apply(u);
            Tensor v = RNG.purpose("v").normal(au.shape());
            Tensor atv = a.adjoint(v);

            assertThat(atv.shape()).isEqualTo(u.shape());
            assertThat(dot(au, v)).isCloseTo(dot(u, atv), within(1e-5 * norm(au) * norm(v)));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void isLinear(Case c) {
        try (var scope = Scope.open()) {
            LinearOperator a = c.make().get();
            Tensor u = c.image("u");
            Tensor v = c.image("v");

            Tensor together = a.apply(u.mul(2).sub(v.mul(0.5)));
            Tensor apart = a.apply(u).mul(2).sub(a.apply(v).mul(0.5));

            assertThat(norm(together.sub(apart))).isLessThanOrEqualTo(1e-5 * norm(apart));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void hasTheAdjointAsItsDerivative(Case c) {
        try (var scope = Scope.open()) {
            LinearOperator a = c.make().get();
            Tensor x = c.image("u").variable();
            Tensor y = a.apply(x);
            Tensor v = RNG.purpose("v").normal(y.shape());

            Tensor vjp = Gradients.vjp(y, v, x)[0];

            assertThat(norm(vjp.sub(a.adjoint(v)))).isLessThanOrEqualTo(1e-5 * norm(vjp));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void treatsEachImageOfABatchAlone(Case c) {
        try (var scope = Scope.open()) {
            LinearOperator a = c.make().get();
            if (a instanceof Inpainting masks && masks.observed().size(0) > 1) {
                return;
            }
            Tensor x = c.image("u");

            Tensor second = a.apply(x.narrow(0, 1, 1));

            assertThat(norm(a.apply(x).narrow(0, 1, 1).sub(second))).isLessThanOrEqualTo(1e-6 * norm(second));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void hasANormThatNoImageExceedsAndOneReaches(Case c) {
        try (var scope = Scope.open()) {
            LinearOperator a = c.make().get();
            Tensor u = c.image("w");
            double reached = 0;
            for (int k = 0; k < 100; k++) {
                u = u.div(norm(u));
                u = a.adjoint(a.apply(u));
                reached = norm(u);
            }

            assertThat(a.squaredNorm()).isBetween(reached * (1 - 1e-5), reached * 1.03);
        }
    }

    @ParameterizedTest
    @MethodSource("proximable")
    void solvesTheProximalEquation(Case c) {
        try (var scope = Scope.open()) {
            var a = (Proximable) c.make().get();
            Tensor v = c.image("v");
            Tensor y = a.apply(c.image("u"));
            y = y.add(RNG.purpose("noise").normal(y.shape()).mul(0.1));
            for (double rho : new double[] {0.1, 1, 10}) {
                Tensor x = a.prox(v, y, rho);
                Tensor residual = a.adjoint(a.apply(x).sub(y)).add(x.sub(v).mul(rho));

                assertThat(norm(residual)).as("rho " + rho).isLessThan(1e-4 * norm(v));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pseudoInvertible")
    void hasAPseudoInverseThatExplainsWhatItMeasured(Case c) {
        try (var scope = Scope.open()) {
            var a = (PseudoInvertible) c.make().get();
            Tensor y = a.apply(c.image("u"));

            Tensor again = a.apply(a.pseudoInverse(y));

            // A blur loses what is cut: the singular values below 3 % of the largest.
            double tolerance = a instanceof Blur ? CircularBlur.SINGULAR_CUT : 1e-5;
            assertThat(norm(again.sub(y))).isLessThanOrEqualTo(tolerance * norm(c.image("u")));
            assertThat(norm(a.pseudoInverse(again).sub(a.pseudoInverse(y))))
                    .isLessThanOrEqualTo(1e-4 * norm(a.pseudoInverse(y)));
        }
    }

    public static double dot(Tensor u, Tensor v) {
        double[] a = u.toDoubles();
        double[] b = v.toDoubles();
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    public static double norm(Tensor u) {
        return Math.sqrt(dot(u, u));
    }
}
