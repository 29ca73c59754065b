package dev.limpid.bench;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.Safetensors;
import dev.limpid.io.Memory;
import dev.limpid.optim.AdamW;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import dev.limpid.training.Batch;
import dev.limpid.training.BatchSource;
import dev.limpid.training.MinSnr;
import dev.limpid.training.NoiseObjective;
import dev.limpid.training.Optimisation;
import dev.limpid.training.Preset;
import dev.limpid.training.RateSchedule;
import dev.limpid.training.Trainer;
import dev.limpid.training.TrainingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The first steps of a training of the embedded prior's network with everything that was drawn for it in a file, so that
 * another program can take the same steps. The pictures are blurred noise.
 */
final class TrainingRecording {
    private static final int SIZE = 64;
    private static final int CHANNELS = 3;
    private static final int WARM_UP = 10;

    private TrainingRecording() {}

    private static TrainingConfig config(int steps, int batch) {
        return new TrainingConfig(
                new NoiseObjective(
                        Preset.SMALL.architecture(SIZE, CHANNELS),
                        new MinSnr(5),
                        new Augmentation(Crop.NATIVE, Flips.NONE)),
                steps,
                batch,
                1,
                new RateSchedule(4e-4, WARM_UP, 0.3, RateSchedule.Fall.LINEAR),
                Optimisation.ADAMW,
                new AdamW.Constants(0.9, 0.99, 1e-8, 0),
                0.999,
                1,
                false,
                0);
    }

    /** Draws a training and writes it. */
    static void write(Path file, int steps, int batch) throws IOException {
        TrainingConfig config = config(steps, batch);
        try (var scope = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            Trainer.initialWeights(config).forEach((name, value) -> tensors.put("weights." + name, value));
            var rates = new double[steps];
            var times = new double[steps * batch];
            Rng rng = Rng.of(0);
            for (int i = 0; i < steps; i++) {
                rates[i] = config.rate().at(i, steps);
                for (int b = 0; b < batch; b++) {
                    times[i * batch + b] =
                            rng.purpose("time").image((long) i * batch + b).nextInt(1000);
                }
            }
            tensors.put("clean", images(rng.purpose("picture"), steps, batch, true));
            tensors.put("noise", images(rng.purpose("noise"), steps, batch, false));
            tensors.put("times", floats(times, steps, batch));
            tensors.put("rates", floats(rates, steps));
            Safetensors.write(file, tensors, Map.of());
        }
    }

    private static Tensor images(Rng rng, int steps, int batch, boolean smooth) {
        List<Tensor> images = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            Tensor x = rng.image(i).normal(batch, CHANNELS, SIZE, SIZE);
            images.add(smooth ? smooth(x) : x);
        }
        return Tensor.stack(images, 0);
    }

    /** Each pixel the sum of its 7 × 7 neighbours, cut to [−1, 1]. */
    private static Tensor smooth(Tensor x) {
        Tensor sum = x.zerosLike();
        for (long dy = -3; dy <= 3; dy++) {
            for (long dx = -3; dx <= 3; dx++) {
                sum = sum.add(x.roll(new long[] {dy, dx}, 2, 3));
            }
        }
        return sum.div(12).clamp(-1, 1);
    }

    private static Tensor floats(double[] values, long... shape) {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(floats, shape);
    }

    /** Takes the steps of a file. */
    static TrainingResult train(Path file) throws IOException {
        try (var scope = Scope.open();
                Checkpoint recording = Safetensors.open(file)) {
            Tensor clean = recording.tensor("clean");
            Tensor noise = recording.tensor("noise");
            Tensor times = recording.tensor("times");
            int steps = (int) clean.size(0);
            int batch = (int) clean.size(1);
            TrainingConfig config = config(steps, batch);
            BatchSource batches = number -> new Batch(
                    part(clean, number),
                    part(noise, number),
                    times.narrow(0, number, 1).toDoubles(),
                    CHANNELS,
                    SIZE);
            var trainer = new Trainer(
                    config,
                    batches,
                    Device.CPU,
                    Trainer.initial(config, Device.CPU, (name, shape) -> tensor(recording, "weights." + name)));
            var losses = new ArrayList<Double>();
            var millis = new double[steps];
            for (int i = 0; i < steps; i++) {
                long start = System.nanoTime();
                losses.add(trainer.step().loss());
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
            return new TrainingResult(losses, Median.of(millis), Memory.peak().orElse(0) / 0x1p20);
        }
    }

    private static float[] part(Tensor all, long number) {
        try (var scope = Scope.open()) {
            return all.narrow(0, number, 1).toFloats();
        }
    }

    private static Tensor tensor(Checkpoint recording, String name) {
        try {
            return recording.tensor(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
