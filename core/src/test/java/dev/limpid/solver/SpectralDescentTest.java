package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.camera.CameraBlur;
import dev.limpid.operator.camera.CameraResponse;
import dev.limpid.operator.camera.CameraShake;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SpectralDescentTest {
    private static final int SIDE = 12;

    private static ForwardOperator camera() {
        return CameraBlur.of(CameraShake.random(Rng.of(1)), new CameraResponse(0.8), SIDE, SIDE);
    }

    private static Tensor truth(int images) {
        return Rng.of(2).normal(images, 3, SIDE, SIDE).mul(0.3).clamp(-0.9, 0.9);
    }

    private static Measurement measurement(ForwardOperator a, int images, double noise) {
        return Measurement.simulate(truth(images), a, Noise.gaussian(noise), Rng.of(3));
    }

    private static Tensor descend(Measurement measurement, int steps) {
        Tensor x = measurement.y().zerosLike();
        var descent = new SpectralDescent(measurement.known(), measurement.y(), x);
        for (int j = 0; j < steps; j++) {
            descent.step();
        }
        descent.end();
        return x;
    }

    private static double residual(Measurement m, Tensor x) {
        try (var off = Gradients.off()) {
            return Math.sqrt(m.known().apply(x).sub(m.y()).square().mean().item());
        }
    }

    @Test
    void comesCloserThanAThousandNormalisedSteps() {
        try (var scope = Scope.open()) {
            Measurement m = measurement(camera(), 1, 0);
            Tensor x = m.y().zerosLike();
            for (int j = 0; j < 1000; j++) {
                try (var step = Scope.open()) {
                    Tensor v = x.variable();
                    Tensor norm = m.known()
                            .apply(v)
                            .sub(m.y())
                            .square()
                            .sum()
                            .add(1e-12)
                            .sqrt();
                    x.assign(x.sub(Gradients.of(norm, v)[0].mul(0.3)).clamp(-1, 1));
                }
            }

            assertThat(residual(m, descend(m, 100))).isLessThan(residual(m, x));
        }
    }

    @Test
    void neverEndsFartherThanItBegan() {
        try (var scope = Scope.open()) {
            // Steep beside flat: the first step is much too long.
            ForwardOperator a = ForwardOperator.of(x -> x.mul(x).mul(x).mul(4).add(x));
            Measurement m = measurement(a, 1, 0);
            double before = residual(m, m.y().zerosLike());
            for (int steps : new int[] {1, 2, 3, 5, 60}) {
                double after = residual(m, descend(m, steps));

                assertThat(after).as(steps + " steps").isLessThanOrEqualTo(before);
                before = after;
            }
            assertThat(before).isLessThan(0.05);
        }
    }

    @Test
    void givesEveryImageOfABatchWhatItGetsAlone() {
        try (var scope = Scope.open()) {
            Measurement m = measurement(camera(), 2, 0.01);

            Tensor together = descend(m, 12);

            for (int b = 0; b < 2; b++) {
                Tensor alone = descend(new Measurement(m.y().narrow(0, b, 1), m.a(), 0.01), 12);
                assertThat(together.narrow(0, b, 1).sub(alone).abs().max().item())
                        .isLessThan(1e-4);
            }
        }
    }

    @Test
    void takesOneEvaluationForEachStep() {
        try (var scope = Scope.open()) {
            var evaluations = new AtomicInteger();
            ForwardOperator camera = camera();
            Measurement m = measurement(camera, 1, 0);
            ForwardOperator counted = ForwardOperator.of(x -> {
                evaluations.incrementAndGet();
                return camera.apply(x);
            });

            descend(new Measurement(m.y(), counted, 0), 7);

            assertThat(evaluations).hasValue(8);
        }
    }

    private static DmiloPgd.Config pgd(int dataSteps) {
        var fit = new LayerFit(3, "dmilo", 2, 3, 0.02, 1e-3, 0.1, 1e-4, 0);
        return new DmiloPgd.Config(fit, new DmiloPgd.DataSteps(dataSteps, 0, false), false, Start.NOISE);
    }

    @Test
    void dmiloPgdTakesThemForAnOperatorThatIsNotLinear() {
        try (var scope = Scope.open()) {
            DmiloPgd.Config config = pgd(30);
            Tensor truth = Cases.latents(0, 1).mul(0.2);
            Measurement squashed =
                    Measurement.simulate(truth, ForwardOperator.of(Tensor::tanh), Noise.gaussian(0.01), Rng.of(1));
            Observers seen = Observers.from(Cases.latents(0, 1));

            new DmiloPgd(Cases.gaussian(), config).solve(squashed, seen);

            Tensor x = Tensor.of(seen.images.get(0).x(), truth.shape());
            assertThat(x.sub(truth).abs().max().item()).isLessThan(0.1);
        }
    }

    @Test
    void aMeasurementWithoutMeaningEndsTheSolve() {
        try (var scope = Scope.open()) {
            DmiloPgd.Config config = pgd(5);
            var broken = new Measurement(Cases.latents(0, 1), ForwardOperator.of(x -> x.mul(Double.NaN)), 0.01);

            assertThatThrownBy(() ->
                            new DmiloPgd(Cases.gaussian(), config).solve(broken, Observers.from(Cases.latents(0, 1))))
                    .isInstanceOf(SolverDivergedException.class)
                    .hasMessageContaining("outer iteration 0");
        }
    }
}
