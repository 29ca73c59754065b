package dev.limpid.operator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.nn.WeightLayout;
import dev.limpid.nn.Weights;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NonlinearBlurTest {
    private static final KernelWizardOptions SMALL = new KernelWizardOptions(3, 2, 1, 1, 16, true, true, 1);

    @Test
    void keepsTheShapeAndTheRangeOfAnImage() {
        try (var scope = Scope.open()) {
            var blur = NonlinearBlur.random(wizard(), 128, 256, Rng.of(1));

            Tensor y = blur.apply(image(2, 128, 256).mul(3));

            assertThat(y.shape()).containsExactly(2, 3, 128, 256);
            assertThat(y.max().item()).isEqualTo(1);
            assertThat(y.min().item()).isEqualTo(-1);
        }
    }

    @Test
    void isTheIdentityWhereTheTrunkGivesZero() {
        try (var scope = Scope.open()) {
            Weights zero = (name, shape) -> Tensor.zeros(shape);
            var blur = NonlinearBlur.random(new KernelWizard(SMALL, zero), 128, 128, Rng.of(1));
            Tensor x = image(1, 128, 128).clamp(-1, 1);

            assertThat(blur.apply(x).sub(x).abs().max().item()).isLessThan(1e-6);
        }
    }

    @Test
    void usesOneCodeForEveryImageOfABatch() {
        try (var scope = Scope.open()) {
            var blur = NonlinearBlur.random(wizard(), 128, 128, Rng.of(1));
            Tensor x = image(2, 128, 128);

            Tensor together = blur.apply(x);

            for (int b = 0; b < 2; b++) {
                Tensor alone = blur.apply(x.narrow(0, b, 1));
                assertThat(together.narrow(0, b, 1).sub(alone).abs().max().item())
                        .isLessThan(1e-5);
            }
        }
    }

    @Test
    void usesTheCodeOfEachImageWhereThereIsOne() {
        try (var scope = Scope.open()) {
            KernelWizard wizard = wizard();
            Tensor x = image(1, 128, 128);
            Tensor c0 = NonlinearBlur.random(wizard, 128, 128, Rng.of(1)).code();
            Tensor c1 = NonlinearBlur.random(wizard, 128, 128, Rng.of(2)).code();

            Tensor y = new NonlinearBlur(wizard, Tensor.cat(List.of(c0, c1), 0)).apply(Tensor.cat(List.of(x, x), 0));

            assertThat(difference(y.narrow(0, 0, 1), new NonlinearBlur(wizard, c0).apply(x)))
                    .isLessThan(1e-5);
            assertThat(difference(y.narrow(0, 1, 1), new NonlinearBlur(wizard, c1).apply(x)))
                    .isLessThan(1e-5);
            assertThat(difference(y.narrow(0, 0, 1), y.narrow(0, 1, 1))).isGreaterThan(1e-4);
        }
    }

    @Test
    void hasTheGradientThatFiniteDifferencesGive() {
        try (var scope = Scope.open()) {
            // In float64, so that the difference can be small enough to meet few kinks.
            var wizard =
                    new KernelWizard(SMALL, (name, shape) -> weight(name, shape).to(DType.FLOAT64));
            var blur = new NonlinearBlur(wizard, Rng.of(1).normal(1, 16, 1, 1).to(DType.FLOAT64));
            Tensor x = image(1, 128, 128).mul(0.3).to(DType.FLOAT64);
            Tensor direction = Rng.of(3).normal(x.shape()).to(DType.FLOAT64);
            Tensor cotangent = Rng.of(4).normal(x.shape()).to(DType.FLOAT64);
            Tensor variable = x.variable();

            Tensor gradient = Gradients.vjp(blur.apply(variable), cotangent, variable)[0];

            double h = 1e-7;
            Tensor change = blur.apply(x.add(direction.mul(h))).sub(blur.apply(x.add(direction.mul(-h))));
            double slope = change.mul(cotangent).sum().item() / (2 * h);
            assertThat(gradient.mul(direction).sum().item()).isCloseTo(slope, within(1e-4 * Math.abs(slope)));
        }
    }

    @Test
    void drawsTheSameCodeFromTheSameStream() {
        try (var scope = Scope.open()) {
            KernelWizard wizard = wizard();

            Tensor code = NonlinearBlur.random(wizard, 512, 384, Rng.of(7)).code();

            assertThat(code.shape()).containsExactly(1, 16, 4, 3);
            assertThat(code.toFloats())
                    .isEqualTo(NonlinearBlur.random(wizard, 512, 384, Rng.of(7))
                            .code()
                            .toFloats());
            assertThat(Math.sqrt(code.square().mean().item())).isCloseTo(1.2, within(0.2));
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 128", "128, 200", "0, 128", "129, 128"})
    void refusesSidesThatAreNotMultiplesOf128(long height, long width) {
        try (var scope = Scope.open()) {
            KernelWizard wizard = wizard();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NonlinearBlur.random(wizard, height, width, Rng.of(1)))
                    .withMessage("nonlinear blur needs image sides that are multiples of 128, got " + height + " x "
                            + width);
        }
    }

    @Test
    void refusesAnImageThatItsCodeDoesNotFit() {
        try (var scope = Scope.open()) {
            var blur = NonlinearBlur.random(wizard(), 128, 128, Rng.of(1));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> blur.apply(image(1, 128, 256)))
                    .withMessageContaining("[1, 16, 1, 1]")
                    .withMessageContaining("[1, 3, 128, 256]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> blur.apply(image(1, 100, 128)))
                    .withMessageContaining("multiples of 128");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> blur.apply(Tensor.zeros(1, 1, 128, 128)))
                    .withMessageContaining("(B, 3, H, W)");
        }
    }

    @Test
    void refusesACodeOfTheWrongWidth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KernelWizardOptions(3, 64, 10, 20, 256, true, true, 4))
                .withMessageContaining("kernel_dim 256 and nf 64");
    }

    @Test
    void doesNotReadTheKernelExtractor() {
        try (var scope = Scope.open()) {
            var weights = new Weights() {
                @Override
                public Tensor get(String name, long... shape) {
                    assertThat(name).doesNotStartWith("kernel_extractor");
                    return Tensor.zeros(shape);
                }

                @Override
                public void expect(String name, long... shape) {
                    assertThat(name).startsWith("kernel_extractor.model.");
                }
            };

            assertThat(new KernelWizard(SMALL, weights).codeShape(128, 128)).containsExactly(1, 16, 1, 1);
            assertThat(WeightLayout.of(w -> new KernelWizard(SMALL, w)))
                    .containsKey("kernel_extractor.model.19.conv_block.5.weight");
        }
    }

    private static KernelWizard wizard() {
        return new KernelWizard(SMALL, NonlinearBlurTest::weight);
    }

    /** A weight of the right size for the activations, a different draw for every name. */
    private static Tensor weight(String name, long... shape) {
        long fanIn = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
        return Rng.of(11).purpose(name).normal(shape).mul(1 / Math.sqrt((double) fanIn));
    }

    private static Tensor image(long batch, long height, long width) {
        return Rng.of(5).normal(batch, 3, height, width);
    }

    private static double difference(Tensor a, Tensor b) {
        return a.sub(b).abs().max().item();
    }
}
