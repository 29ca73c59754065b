package dev.limpid.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;

class AdamWTest {
    private static final AdamW.Constants CONSTANTS = new AdamW.Constants(0.8, 0.95, 1e-6, 0.1);

    @Test
    void followsItsEquations() {
        try (var scope = Scope.open()) {
            Tensor theta = Tensor.of(new float[] {1, -2, 0.5f}, 3);
            AdamW adam = AdamW.of(CONSTANTS, theta);
            double[] t = theta.toDoubles();
            var m = new double[3];
            var v = new double[3];
            for (int k = 1; k <= 20; k++) {
                Tensor g = Rng.of(1).image(k).normal(3);
                double[] d = g.toDoubles();
                double rate = 0.01 * k;
                adam.step(g, rate);
                for (int i = 0; i < 3; i++) {
                    m[i] = 0.8 * m[i] + 0.2 * d[i];
                    v[i] = 0.95 * v[i] + 0.05 * d[i] * d[i];
                    double step = m[i] / (1 - Math.pow(0.8, k)) / (Math.sqrt(v[i] / (1 - Math.pow(0.95, k))) + 1e-6);
                    t[i] = (1 - rate * 0.1) * t[i] - rate * step;
                    assertThat(theta.toDoubles()[i]).isCloseTo(t[i], within(1e-5));
                }
            }
        }
    }

    @Test
    void continuesFromItsMoments() {
        try (var scope = Scope.open()) {
            Tensor straight = Tensor.of(new float[] {1, -2, 0.5f}, 3);
            AdamW one = AdamW.of(CONSTANTS, straight);
            Tensor stopped = straight.copy();
            AdamW first = AdamW.of(CONSTANTS, stopped);
            for (int k = 1; k <= 5; k++) {
                one.step(Rng.of(1).image(k).normal(3), 0.01);
                first.step(Rng.of(1).image(k).normal(3), 0.01);
            }
            Tensor theta = stopped.copy();
            AdamW second =
                    AdamW.resume(CONSTANTS, theta, first.m().copy(), first.v().copy(), 5);
            for (int k = 6; k <= 9; k++) {
                one.step(Rng.of(1).image(k).normal(3), 0.01);
                second.step(Rng.of(1).image(k).normal(3), 0.01);
            }

            assertThat(theta.toFloats()).isEqualTo(straight.toFloats());
        }
    }

    @Test
    void refusesImpossibleConstants() {
        assertThatThrownBy(() -> new AdamW.Constants(1, 0.9, 1e-8, 0))
                .hasMessageStartingWith("AdamW takes betas in [0, 1), epsilon > 0 and decay >= 0, got 1.0");
    }
}
