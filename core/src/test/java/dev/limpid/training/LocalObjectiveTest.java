package dev.limpid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.optim.AdamW;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.LocalUNetConfig;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation.Flips;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalObjectiveTest {
    private static final int SIDE = 16;
    private static final int COUNT = 4;

    static LocalObjective tiny(int firstSide, int lastSide) {
        var network = new LocalUNetConfig(List.of(4, 8), 1, 2, 1, true, 4);
        return new LocalObjective(network, firstSide, lastSide, Flips.ALL);
    }

    static TrainingConfig config(LocalObjective objective, long steps, int batch, double rate, boolean bfloat16) {
        return new TrainingConfig(
                objective,
                steps,
                batch,
                1,
                new RateSchedule(rate, 1, 1, RateSchedule.Fall.COSINE),
                Optimisation.ADAMW,
                new AdamW.Constants(0.9, 0.99, 1e-8, 0),
                0.9,
                1,
                bfloat16,
                3);
    }

    /** One picture with noise of several levels, other noise in every batch. */
    private static BatchSource onePicture(int levels) {
        return number -> {
            try (var scope = Scope.open()) {
                var clean = new float[COUNT * SIDE * SIDE];
                float[] one = PictureFolders.waves(2, 1, SIDE, SIDE).toFloats();
                var sigmas = new double[COUNT];
                for (int i = 0; i < COUNT; i++) {
                    System.arraycopy(one, 0, clean, i * one.length, one.length);
                    sigmas[i] = 0.05 + 0.3 * (i % levels);
                }
                float[] noise = Rng.of(9).image(number).normal(clean.length).toFloats();
                return new Batch(clean, noise, sigmas, 1, SIDE);
            }
        };
    }

    /** The median of the log-uniform part, 1/255 … 2, is the root of 2/255; the uniform part ends at 50/255. */
    @Test
    void drawsSevenTenthsOfSigmaLogUniformlyAndTheRestSmall() {
        LocalObjective objective = tiny(SIDE, SIDE);
        double[] draws = IntStream.range(0, 100_000)
                .mapToDouble(i -> objective.sigma((i + 0.5) / 100_000))
                .toArray();

        double logMean = IntStream.range(0, 70_000)
                .mapToDouble(i -> Math.log(draws[i]))
                .average()
                .orElseThrow();
        double uniformMean = IntStream.range(70_000, 100_000)
                .mapToDouble(i -> draws[i])
                .average()
                .orElseThrow();
        assertThat(logMean).isCloseTo(Math.log(2 / 255.0) / 2, within(1e-4));
        assertThat(uniformMean).isCloseTo(25 / 255.0, within(1e-4));
        assertThat(draws[69_999]).isCloseTo(2, within(1e-3));
        assertThat(Arrays.stream(draws).min().orElseThrow()).isEqualTo(0.5 / 255);
    }

    @Test
    void weighsErrorsByTheNoise() {
        assertThat(LocalObjective.weight(0.25)).isCloseTo(2 / (0.25 * 0.25), within(1e-9));
        assertThat(LocalObjective.weight(0)).isCloseTo(255.0 * 255 / 4, within(1e-6));
    }

    /** Its last layer is zero at first, so that it gives its input back, and its error is the noise. */
    @Test
    void theFirstLossIsThatOfTheIdentity() throws IOException {
        try (var scope = Scope.open()) {
            TrainingConfig config = config(tiny(SIDE, SIDE), 10, COUNT, 1e-3, false);
            Batch batch = onePicture(2).at(0);
            double expected = 0;
            for (int i = 0; i < batch.noise().length; i++) {
                double sigma = batch.levels()[i / (SIDE * SIDE)];
                expected += LocalObjective.weight(sigma) * Math.pow(sigma * batch.noise()[i], 2);
            }

            Trainer.Step step =
                    new Trainer(config, onePicture(2), Device.CPU, Trainer.initial(config, Device.CPU)).step();

            assertThat(step.loss()).isCloseTo(expected / batch.noise().length, within(1e-4));
        }
    }

    @Test
    void theGradientIsTheLosss() throws IOException {
        try (var scope = Scope.open()) {
            TrainingConfig config = config(tiny(SIDE, SIDE), 10, COUNT, 1e-3, false);
            Tensor drawn = Trainer.initial(config, Device.CPU).theta();
            Tensor theta = drawn.add(Rng.of(4).normal(drawn.shape()).mul(0.05));
            var state = TrainingState.of(theta.copy());
            double norm =
                    new Trainer(config, onePicture(2), Device.CPU, state).step().gradient();
            // The first moment after one step is 0.1 g, g cut to the length 1.
            Tensor g = state.m().mul(10 * Math.max(1, norm));
            double h = 1e-3 / norm;

            double up = loss(config, theta.add(g.mul(h)));
            double down = loss(config, theta.sub(g.mul(h)));

            assertThat((up - down) / (2 * h)).isCloseTo(norm * norm, within(0.02 * norm * norm));
        }
    }

    private static double loss(TrainingConfig config, Tensor theta) throws IOException {
        return new Trainer(config, onePicture(2), Device.CPU, TrainingState.of(theta.copy()))
                .step()
                .loss();
    }

    @Test
    void learnsOnePicture() throws IOException {
        try (var scope = Scope.open()) {
            TrainingConfig config = config(tiny(SIDE, SIDE), 400, COUNT, 2e-2, false);
            var trainer = new Trainer(config, onePicture(1), Device.CPU, Trainer.initial(config, Device.CPU));
            double first = trainer.step().loss();
            double last = first;
            while (trainer.state().step() < config.steps()) {
                last = trainer.step().loss();
            }

            assertThat(last).isLessThan(first / 2);
            DiffusionPrior prior = trainer.averaged();
            Tensor clean = PictureFolders.waves(2, 1, SIDE, SIDE);
            Tensor noisy = clean.add(Rng.of(1).normal(1, 1, SIDE, SIDE).mul(0.1));
            assertThat(prior.denoise(noisy, 0.1).sub(clean).square().mean().item())
                    .isLessThan(noisy.sub(clean).square().mean().item() / 2);
        }
    }

    /** Head, tail and the difference are not rounded: with a last layer of zeros nothing is. */
    @Test
    void bfloat16ComesNearAndLeavesTheImageExact() throws IOException {
        try (var scope = Scope.open()) {
            LocalObjective objective = tiny(SIDE, SIDE);
            var losses = new double[2][6];
            for (int kind = 0; kind < 2; kind++) {
                TrainingConfig config = config(objective, 10, COUNT, 1e-2, kind == 1);
                var trainer = new Trainer(config, onePicture(2), Device.CPU, Trainer.initial(config, Device.CPU));
                for (int i = 0; i < 6; i++) {
                    losses[kind][i] = trainer.step().loss();
                }
            }

            assertThat(losses[1][0]).isEqualTo(losses[0][0]);
            assertThat(losses[1][5]).isNotEqualTo(losses[0][5]).isCloseTo(losses[0][5], within(0.05 * losses[0][5]));
        }
    }

    @Test
    void beginsWithKaimingsDeviates() {
        try (var scope = Scope.open()) {
            var drawn = tiny(SIDE, SIDE).drawn(Rng.of(0));

            assertThat(deviation(drawn.get("m_body.0.res.0.weight", 64, 32, 3, 3)))
                    .isCloseTo(Math.sqrt(2.0 / (32 * 9)), within(2e-3));
            assertThat(deviation(drawn.get("m_body.0.res.2.weight", 64, 32, 3, 3)))
                    .isCloseTo(Math.sqrt(2.0 / (32 * 9)) / 10, within(2e-4));
            assertThat(deviation(drawn.get("m_tail.weight", 12, 32, 3, 3))).isZero();
        }
    }

    private static double deviation(Tensor x) {
        return x.square().mean().sqrt().item();
    }

    @Test
    void refusesSidesThatItsLayersCannotHalve() {
        assertThatThrownBy(() -> tiny(16, 18))
                .hasMessage("the sides of a local network's squares must be multiples of 4 pixels, got 18");
        assertThatThrownBy(() -> tiny(0, 16)).hasMessageEndingWith("got 0");
    }
}
