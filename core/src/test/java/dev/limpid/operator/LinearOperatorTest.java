package dev.limpid.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.OperatorSamples.Sample;
import dev.limpid.operator.blur.CircularBlur;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Promises of every linear operator, by its types. */
public class LinearOperatorTest {
    private static final Rng RNG = OperatorSamples.RNG;

    static Stream<Sample> all() {
        return OperatorSamples.of(LinearOperator.class);
    }

    static Stream<Sample> proximable() {
        return OperatorSamples.of(Proximable.class);
    }

    static Stream<Sample> pseudoInvertible() {
        return OperatorSamples.of(PseudoInvertible.class);
    }

    static Stream<Sample> spectral() {
        return OperatorSamples.of(Spectral.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    void passesTheDotTest(Sample sample) {
        try (var scope = Scope.open()) {
            LinearOperator a = (LinearOperator) sample.make();
            Tensor u = sample.image("u");
            Tensor au = a.apply(u);
            Tensor v = RNG.purpose("v").normal(au.shape());
            Tensor atv = a.adjoint(v);

            assertThat(atv.shape()).isEqualTo(u.shape());
            assertThat(dot(au, v)).isCloseTo(dot(u, atv), within(1e-5 * norm(au) * norm(v)));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void isLinear(Sample sample) {
        try (var scope = Scope.open()) {
            LinearOperator a = (LinearOperator) sample.make();
            Tensor u = sample.image("u");
            Tensor v = sample.image("v");

            Tensor together = a.apply(u.mul(2).sub(v.mul(0.5)));
            Tensor apart = a.apply(u).mul(2).sub(a.apply(v).mul(0.5));

            assertThat(norm(together.sub(apart))).isLessThanOrEqualTo(1e-5 * norm(apart));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void hasTheAdjointAsItsDerivative(Sample sample) {
        try (var scope = Scope.open()) {
            LinearOperator a = (LinearOperator) sample.make();
            Tensor x = sample.image("u").variable();
            Tensor y = a.apply(x);
            Tensor v = RNG.purpose("v").normal(y.shape());

            Tensor vjp = Gradients.vjp(y, v, x)[0];

            assertThat(norm(vjp.sub(a.adjoint(v)))).isLessThanOrEqualTo(1e-5 * norm(vjp));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void hasANormThatNoImageExceedsAndOneReaches(Sample sample) {
        try (var scope = Scope.open()) {
            LinearOperator a = (LinearOperator) sample.make();
            Tensor u = sample.image("w");
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
    void solvesTheProximalEquation(Sample sample) {
        try (var scope = Scope.open()) {
            var a = (Proximable) sample.make();
            Tensor v = sample.image("v");
            Tensor y = a.apply(sample.image("u"));
            y = y.add(RNG.purpose("noise").normal(y.shape()).mul(0.1));
            for (double rho : new double[] {0.1, 1, 10}) {
                Tensor x = a.prox(v, y, rho);
                Tensor residual = a.adjoint(a.apply(x).sub(y)).add(x.sub(v).mul(rho));

                assertThat(norm(residual)).as("rho " + rho).isLessThan(1e-4 * norm(v));
            }
        }
    }

    /** Each image goes on until a share of the residual at v is left, or is solved in closed form. */
    @ParameterizedTest
    @MethodSource("proximable")
    void leavesAShareOfTheResidualAtMost(Sample sample) {
        try (var scope = Scope.open()) {
            var a = (Proximable) sample.make();
            Tensor v = sample.image("v");
            Tensor y = a.apply(sample.image("u"));
            for (double rho : new double[] {1e-3, 0.1}) {
                Tensor before = a.adjoint(a.apply(v).sub(y));
                Tensor x = a.inexactProx(v, y, rho);
                Tensor after = a.adjoint(a.apply(x).sub(y)).add(x.sub(v).mul(rho));

                assertThat(norm(after))
                        .as("rho " + rho)
                        .isLessThan(1.1 * LinearOperators.INEXACT * norm(before) + 1e-4 * norm(v));
            }
        }
    }

    /** Conjugate gradients for an operator that has no step of its own solve the same equation. */
    @ParameterizedTest
    @MethodSource("proximable")
    void conjugateGradientsAgreeWithTheProximalStep(Sample sample) {
        try (var scope = Scope.open()) {
            var a = (Proximable) sample.make();
            Tensor v = sample.image("v");
            Tensor y = a.apply(sample.image("u"));

            Tensor iterated = LinearOperators.prox(a, v, y, 0.1, LinearOperators.CG_ITERATIONS);

            assertThat(norm(iterated.sub(a.prox(v, y, 0.1)))).isLessThan(5e-4 * norm(v));
        }
    }

    @ParameterizedTest
    @MethodSource("pseudoInvertible")
    void hasAPseudoInverseThatExplainsWhatItMeasured(Sample sample) {
        try (var scope = Scope.open()) {
            var a = (PseudoInvertible) sample.make();
            Tensor y = a.apply(sample.image("u"));

            Tensor again = a.apply(a.pseudoInverse(y));

            // At most the singular values below 3 % of the largest are cut.
            double tolerance = CircularBlur.SINGULAR_CUT * Math.sqrt(a.squaredNorm());
            assertThat(norm(again.sub(y))).isLessThanOrEqualTo(tolerance * norm(sample.image("u")));
            assertThat(norm(a.pseudoInverse(again).sub(a.pseudoInverse(y))))
                    .isLessThanOrEqualTo(1e-4 * norm(a.pseudoInverse(y)));
        }
    }

    @ParameterizedTest
    @MethodSource("spectral")
    void hasAnOrthogonalV(Sample sample) {
        try (var scope = Scope.open()) {
            var a = (Spectral) sample.make();
            Tensor x = sample.image("u");

            Tensor coefficients = a.vt(x);

            assertThat(coefficients.shape()).isEqualTo(x.shape());
            assertThat(norm(coefficients)).isCloseTo(norm(x), within(1e-5 * norm(x)));
            assertThat(norm(a.v(coefficients).sub(x))).isLessThan(1e-5 * norm(x));
            assertThat(norm(a.vt(a.v(x)).sub(x))).isLessThan(1e-5 * norm(x));
        }
    }

    @ParameterizedTest
    @MethodSource("spectral")
    void isItsSingularValueDecomposition(Sample sample) {
        try (var scope = Scope.open()) {
            var a = (Spectral) sample.make();
            Tensor x = sample.image("u");
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
