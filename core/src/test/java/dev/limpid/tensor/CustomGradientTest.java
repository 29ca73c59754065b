package dev.limpid.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A sine with a derivative written by hand must behave in every graph as the recorded one does. */
class CustomGradientTest {
    private static final double C = Math.cos(1);

    private static Tensor byHand(Tensor x) {
        return CustomGradient.apply(x, v -> new CustomGradient.Result(v.sin(), g -> g.mul(v.cos())));
    }

    /** Graphs of one variable, and of a function f that stands for the sine. */
    static List<Named<BinaryOperatorOfGraphs>> graphs() {
        return List.of(
                Named.of("alone", (x, f) -> f.apply(x)),
                Named.of("after an operation", (x, f) -> f.apply(x.square())),
                Named.of("before an operation", (x, f) -> f.apply(x).square()),
                Named.of("a chain of two", (x, f) -> f.apply(f.apply(x))),
                Named.of(
                        "a chain with operations between",
                        (x, f) -> f.apply(f.apply(x.mul(2)).square().add(x))),
                Named.of("its output used twice", (x, f) -> {
                    Tensor y = f.apply(x);
                    return y.mul(y).add(y);
                }),
                Named.of("its input used beside it", (x, f) -> f.apply(x).mul(x)),
                Named.of("the same input twice", (x, f) -> f.apply(x).mul(f.apply(x))),
                Named.of("an intermediate input used beside it", (x, f) -> {
                    Tensor h = x.square();
                    return f.apply(h).add(h.mul(3));
                }),
                Named.of("the same intermediate input twice", (x, f) -> {
                    Tensor h = x.exp();
                    return f.apply(h).add(f.apply(h.square())).add(h);
                }),
                Named.of("three steps of a generator", (x, f) -> {
                    Tensor z = x;
                    for (int i = 0; i < 3; i++) {
                        z = z.mul(0.5).add(z.sub(f.apply(z)).clamp(-1, 1));
                    }
                    return z;
                }),
                Named.of("an unused branch", (x, f) -> {
                    Tensor unused = f.apply(x);
                    return unused.requiresGradient() ? x.square() : x;
                }));
    }

    interface BinaryOperatorOfGraphs {
        Tensor apply(Tensor x, UnaryOperator<Tensor> f);
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void givesTheGradientThatAutogradGives(BinaryOperatorOfGraphs graph) {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(1).normal(6).variable();
            Tensor cotangent = Rng.of(2).normal(6);

            Tensor recorded = graph.apply(x, Tensor::sin);
            Tensor written = graph.apply(x, CustomGradientTest::byHand);
            Tensor expected = Gradients.vjp(recorded, cotangent, x)[0];
            Tensor gradient = Gradients.vjp(written, cotangent, x)[0];

            assertThat(written.toFloats()).isEqualTo(recorded.toFloats());
            assertThat(gradient.sub(expected).abs().max().item())
                    .isLessThan(1e-5 * Math.max(1, expected.abs().max().item()));
        }
    }

    @Test
    void nodesOfInnerScopesDoNotReachOuterGradients() {
        try (var outer = Scope.open()) {
            Tensor x = Tensor.ones(3).variable();
            Tensor y = byHand(x);
            try (var inner = Scope.open()) {
                Tensor other = byHand(x).mul(byHand(y));
                Gradients.of(other.sum(), x);
            }

            assertThat(Gradients.of(y.sum(), x)[0].toDoubles()).containsExactly(new double[] {C, C, C}, within(1e-6));
        }
    }

    @Test
    void isAPlainFunctionWhereNothingIsRecorded() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(3).variable();
            try (var off = Gradients.off()) {
                assertThat(byHand(x).requiresGradient()).isFalse();
            }
            assertThat(byHand(x.detach()).requiresGradient()).isFalse();
            assertThat(scope.tape()).isEmpty();
        }
    }

    @Test
    void theFunctionRunsWithoutRecordingAndSoDoesItsDerivative() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(3).variable();
            BinaryOperator<Tensor> unrecorded = (a, b) -> {
                assertThat(Gradients.recording()).isFalse();
                return a.mul(b);
            };

            Tensor y = CustomGradient.apply(
                    x, v -> new CustomGradient.Result(unrecorded.apply(v, v), g -> unrecorded.apply(g, v.mul(2))));

            assertThat(Gradients.of(y.sum(), x)[0].toFloats()).containsExactly(2, 2, 2);
        }
    }
}
