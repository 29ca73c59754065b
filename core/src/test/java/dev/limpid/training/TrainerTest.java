package dev.limpid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.optim.AdamW;
import dev.limpid.prior.Denoiser;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.UNet;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.NativeObjects;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static final int SIZE = 16;
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();

    private static NoiseObjective objective() {
        return new NoiseObjective(
                Preset.TINY.architecture(SIZE, 1), new MinSnr(5), new Augmentation(Crop.NATIVE, Flips.NONE));
    }

    static TrainingConfig config(long steps, int batch, int accumulation, double rate) {
        return new TrainingConfig(
                objective(),
                steps,
                batch,
                accumulation,
                new RateSchedule(rate, 2, 0.3, RateSchedule.Fall.LINEAR),
                Optimisation.ADAMW,
                new AdamW.Constants(0.9, 0.99, 1e-8, 0.01),
                0.99,
                1.0,
                false,
                3);
    }

    /** Waves, with noise and times that follow from the batch's number. */
    static BatchSource waves(int count) {
        return number -> {
            try (var scope = Scope.open()) {
                var clean = new float[count * SIZE * SIZE];
                var times = new double[count];
                for (int i = 0; i < count; i++) {
                    float[] one = PictureFolders.waves((int) (number * count + i) % 8, 1, SIZE, SIZE)
                            .toFloats();
                    System.arraycopy(one, 0, clean, i * SIZE * SIZE, one.length);
                    times[i] = (100L * i + 37 * number) % 1000;
                }
                return new Batch(
                        clean, Rng.of(9).image(number).normal(clean.length).toFloats(), times, 1, SIZE);
            }
        };
    }

    /** A network whose last layer is still zero predicts no noise, so that the loss is the weighted mean of ε². */
    @Test
    void theFirstLossIsThatOfPredictingNothing() throws IOException {
        try (var scope = Scope.open()) {
            TrainingConfig config = config(10, 4, 1, 1e-3);
            Batch batch = waves(4).at(0);
            double expected = 0;
            for (int i = 0; i < 4; i++) {
                double w = new MinSnr(5).weight(SCHEDULE, (int) batch.levels()[i]);
                for (int p = 0; p < SIZE * SIZE; p++) {
                    double e = batch.noise()[i * SIZE * SIZE + p];
                    expected += w * e * e / (4 * SIZE * SIZE);
                }
            }

            Trainer.Step step = new Trainer(config, waves(4), Device.CPU, Trainer.initial(config, Device.CPU)).step();

            assertThat(step.loss()).isCloseTo(expected, within(1e-5));
            assertThat(step.step()).isEqualTo(1);
        }
    }

    /** Without weight decay and clipping, Adam's first step is −rate · sign(g): it must lower the loss of its own batch. */
    @Test
    void learnsWhatItIsShown() throws IOException {
        try (var scope = Scope.open()) {
            TrainingConfig config = config(60, 4, 1, 2e-3);
            BatchSource one = number -> waves(4).at(0);
            var trainer = new Trainer(config, one, Device.CPU, Trainer.initial(config, Device.CPU));
            double first = trainer.step().loss();
            double last = first;
            while (trainer.state().step() < config.steps()) {
                last = trainer.step().loss();
            }

            assertThat(last).isLessThan(first / 3);
        }
    }

    @Test
    void accumulatedGradientsAreThoseOfTheLargerBatch() throws IOException {
        try (var scope = Scope.open()) {
            BatchSource halves = waves(2);
            BatchSource whole = number -> joined(halves.at(2 * number), halves.at(2 * number + 1));
            TrainingConfig small = config(10, 2, 2, 1e-3);
            TrainingConfig large = config(10, 4, 1, 1e-3);

            var accumulated = new Trainer(small, halves, Device.CPU, Trainer.initial(small, Device.CPU));
            var direct = new Trainer(large, whole, Device.CPU, Trainer.initial(large, Device.CPU));
            for (int i = 0; i < 3; i++) {
                Trainer.Step a = accumulated.step();
                Trainer.Step b = direct.step();
                assertThat(a.loss()).isCloseTo(b.loss(), within(1e-5));
                assertThat(a.gradient()).isCloseTo(b.gradient(), within(1e-4 * b.gradient()));
            }
        }
    }

    private static Batch joined(Batch a, Batch b) {
        return new Batch(join(a.clean(), b.clean()), join(a.noise(), b.noise()), join(a.levels(), b.levels()), 1, SIZE);
    }

    private static float[] join(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static double[] join(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** A directional derivative of the loss, measured, against the gradient that Adam was given. */
    @Test
    void theGradientIsTheLosss() throws IOException {
        try (var scope = Scope.open()) {
            TrainingConfig config = config(10, 2, 1, 1e-3);
            Tensor theta = somewhere(config);
            double norm = loss(config, theta).gradient();

            // Along the gradient itself the loss changes by |g|² per unit; the first moment after one step is 0.1 g.
            var state = TrainingState.of(theta.copy());
            new Trainer(config, waves(2), Device.CPU, state).step();
            Tensor g = state.m().mul(10 * Math.max(1, norm / config.clip()));
            double h = 1e-3 / norm;
            double up = loss(config, theta.add(g.mul(h))).loss();
            double down = loss(config, theta.sub(g.mul(h))).loss();

            assertThat((up - down) / (2 * h)).isCloseTo(norm * norm, within(0.02 * norm * norm));
        }
    }

    private static Tensor somewhere(TrainingConfig config) {
        Tensor theta = Trainer.initial(config, Device.CPU).theta();
        return theta.add(Rng.of(4).normal(theta.shape()).mul(0.05));
    }

    private static Trainer.Step loss(TrainingConfig config, Tensor theta) throws IOException {
        return new Trainer(config, waves(2), Device.CPU, TrainingState.of(theta.copy())).step();
    }

    @Test
    void theAverageFollowsTheWeightsMoreSlowly() throws IOException {
        try (var scope = Scope.open()) {
            TrainingConfig config = config(10, 2, 1, 1e-3);
            TrainingState state = Trainer.initial(config, Device.CPU);
            float[] before = state.theta().toFloats();

            new Trainer(config, waves(2), Device.CPU, state).step();

            float[] theta = state.theta().toFloats();
            float[] ema = state.ema().toFloats();
            for (int i = 0; i < theta.length; i += 97) {
                assertThat(ema[i]).isCloseTo((float) (2.0 / 11 * before[i] + 9.0 / 11 * theta[i]), within(1e-6f));
            }
        }
    }

    @Test
    void theAveragedNetworkPredictsWithTheAverage() throws IOException {
        try (var scope = Scope.open()) {
            TrainingConfig config = config(10, 2, 1, 1e-3);
            var trainer = new Trainer(config, waves(2), Device.CPU, Trainer.initial(config, Device.CPU));
            trainer.step();
            trainer.step();
            Map<String, Tensor> weights = trainer.averagedWeights();

            Denoiser network = trainer.averaged().denoiser();

            Tensor x = Rng.of(1).normal(1, 1, SIZE, SIZE);
            UNet again = new UNet(
                    Preset.TINY.architecture(SIZE, 1),
                    (name, shape) -> Objects.requireNonNull(weights.get(name)).copy());
            assertThat(network.epsilon(x, 7).toFloats())
                    .isEqualTo(again.epsilon(x, 7).toFloats());
        }
    }

    @Test
    void stopsAtALossThatIsNoNumberAndLeavesTheWeights() throws IOException {
        try (var scope = Scope.open()) {
            TrainingConfig config = config(10, 2, 1, 1e-3);
            BatchSource broken = number -> {
                Batch batch = waves(2).at(number);
                if (number == 1) {
                    batch.clean()[5] = Float.NaN;
                }
                return batch;
            };
            var trainer = new Trainer(config, broken, Device.CPU, Trainer.initial(config, Device.CPU));
            trainer.step();
            float[] before = trainer.state().theta().toFloats();

            assertThatThrownBy(trainer::step)
                    .isInstanceOf(TrainingDivergedException.class)
                    .hasMessageStartingWith("training diverged at step 2: the loss is NaN");

            assertThat(trainer.state().step()).isEqualTo(1);
            assertThat(trainer.state().theta().toFloats()).isEqualTo(before);
        }
    }

    /** Eight bits of mantissa: the losses agree to some percent, and are not the same. */
    @Test
    void bfloat16ComesNear() throws IOException {
        try (var scope = Scope.open()) {
            TrainingConfig exact = config(10, 2, 1, 1e-3);
            var short16 = new TrainingConfig(
                    exact.objective(),
                    exact.steps(),
                    exact.batch(),
                    1,
                    exact.rate(),
                    exact.optimiser(),
                    exact.adam(),
                    exact.ema(),
                    exact.clip(),
                    true,
                    exact.seed());
            var a = new Trainer(exact, waves(2), Device.CPU, Trainer.initial(exact, Device.CPU));
            var b = new Trainer(short16, waves(2), Device.CPU, Trainer.initial(short16, Device.CPU));
            double difference = 0;
            for (int i = 0; i < 5; i++) {
                double loss = a.step().loss();
                difference = Math.max(difference, Math.abs(b.step().loss() - loss) / loss);
            }

            assertThat(difference).isBetween(1e-9, 0.03);
        }
    }

    /** A step leaves nothing behind: not a handle, not an array. */
    @Test
    void memoryStaysFlat() throws IOException {
        try (var scope = Scope.open()) {
            TrainingConfig config = config(1000, 2, 1, 1e-3);
            var trainer = new Trainer(config, waves(2), Device.CPU, Trainer.initial(config, Device.CPU));
            for (int i = 0; i < 5; i++) {
                trainer.step();
            }
            long before = NativeObjects.alive();
            for (int i = 0; i < 5; i++) {
                trainer.step();
            }

            assertThat(NativeObjects.alive()).as("native objects alive").isLessThanOrEqualTo(before);
        }
    }
}
