package dev.limpid.optim;

import static dev.limpid.optim.Adam.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;

class AdamTest {
    /** Adam of the paper in float64, element by element. */
    private static final class ByHand {
        final double rate;
        final double[] m;
        final double[] v;
        int k;

        ByHand(double rate, int n) {
            this.rate = rate;
            m = new double[n];
            v = new double[n];
        }

        void step(double[] x, double[] g) {
            k++;
            for (int i = 0; i < x.length; i++) {
                m[i] = 0.9 * m[i] + 0.1 * g[i];
                v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
                double mHat = m[i] / (1 - Math.pow(0.9, k));
                double vHat = v[i] / (1 - Math.pow(0.999, k));
                x[i] -= rate * mHat / (Math.sqrt(vHat) + 1e-8);
            }
        }
    }

    @Test
    void takesTheStepsOfThePaperWithARateForEachVariable() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, -2, 0.5}, 3).variable();
            Tensor y = Tensor.of(new double[] {0.3}, 1).variable();
            Adam adam = Adam.of(group(x, 0.1), group(y, 0.01));
            double[] xHand = {1, -2, 0.5};
            double[] yHand = {0.3};
            var handX = new ByHand(0.1, 3);
            var handY = new ByHand(0.01, 1);

            for (int k = 0; k < 20; k++) {
                // loss = Σ x⁴ / 4 + y Σ x
                Tensor loss =
                        x.square().square().sum().div(4).add(y.mul(x.sum()).sum());
                double sum = xHand[0] + xHand[1] + xHand[2];
                double[] gx = new double[3];
                for (int i = 0; i < 3; i++) {
                    gx[i] = Math.pow(xHand[i], 3) + yHand[0];
                }
                Tensor[] gradients = adam.step(loss);
                assertThat(gradients[0].toDoubles()[1]).isCloseTo(gx[1], within(1e-9));
                handX.step(xHand, gx);
                handY.step(yHand, new double[] {sum});
            }

            for (int i = 0; i < 3; i++) {
                assertThat(x.toDoubles()[i]).isCloseTo(xHand[i], within(1e-10));
            }
            assertThat(y.item()).isCloseTo(yHand[0], within(1e-10));
        }
    }

    @Test
    void theFirstStepHasTheLengthOfTheRateWhateverTheGradientsSize() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.zeros(2).variable();

            Adam.of(group(x, 0.02))
                    .step(x.mul(Tensor.of(new float[] {1000, -1e-3f}, 2)).sum());

            assertThat(x.toDoubles()[0]).isCloseTo(-0.02, within(1e-6));
            assertThat(x.toDoubles()[1]).isCloseTo(0.02, within(1e-6));
        }
    }

    @Test
    void anElementWithoutGradientStays() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(2).variable();

            Adam.of(group(x, 0.02)).step(x.narrow(0, 0, 1).sum());

            assertThat(x.toDoubles()[1]).isEqualTo(1);
        }
    }

    @Test
    void aNewInstanceForgetsTheMoments() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.zeros(1).variable();
            Adam adam = Adam.of(group(x, 0.02));
            for (int k = 0; k < 5; k++) {
                adam.step(x.sum());
            }
            double before = x.item();

            Adam.of(group(x, 0.02)).step(x.neg().sum());

            assertThat(x.item() - before).isCloseTo(0.02, within(1e-6));
        }
    }

    @Test
    void refusesANegativeRateAndOneThatIsNotANumber() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.zeros(1).variable();
            assertThatThrownBy(() -> group(x, -0.1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("learning rate must not be negative, got -0.1");
            assertThatThrownBy(() -> group(x, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
