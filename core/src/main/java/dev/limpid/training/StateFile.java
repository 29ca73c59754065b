package dev.limpid.training;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.CheckpointException;
import dev.limpid.checkpoint.Safetensors;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A training's state in a file: four vectors, as safetensors, with the step and the settings as text. Written as a whole or
 * not at all.
 *
 * @param state where the training stands
 * @param settings of the training, to be compared when it is resumed
 */
public record StateFile(TrainingState state, Map<String, String> settings) {
    private static final String STEP = "step";
    private static final String WEIGHTS = "weights";
    private static final String AVERAGE = "average";
    private static final String FIRST_MOMENT = "first moment";
    private static final String SECOND_MOMENT = "second moment";

    /** Writes the file; a former one is replaced when the new one is complete. */
    public void write(Path file) throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put(WEIGHTS, state.theta());
        tensors.put(AVERAGE, state.ema());
        tensors.put(FIRST_MOMENT, state.m());
        tensors.put(SECOND_MOMENT, state.v());
        var text = new LinkedHashMap<>(settings);
        text.put(STEP, Long.toString(state.step()));
        Safetensors.write(file, tensors, text);
    }

    /** Only the settings and the step, under the name {@code step}. */
    public static Map<String, String> settings(Path file) throws IOException {
        try (Checkpoint checkpoint = Safetensors.open(file)) {
            return Map.copyOf(checkpoint.metadata());
        }
    }

    /** The step that a file's state stands at. */
    static long step(Path file) throws IOException {
        try (Checkpoint checkpoint = Safetensors.open(file)) {
            return step(checkpoint);
        }
    }

    /**
     * Reads the state of a network of {@code count} weights; its vectors belong to the scope that is open.
     *
     * @throws CheckpointException if the file is damaged or of another network
     */
    public static TrainingState read(Path file, long count, Device device) throws IOException {
        try (Checkpoint checkpoint = Safetensors.open(file)) {
            var expected = new Checkpoint.Entry(DType.FLOAT32, List.of(count));
            for (String name : List.of(WEIGHTS, AVERAGE, FIRST_MOMENT, SECOND_MOMENT)) {
                if (!expected.equals(checkpoint.entries().get(name))) {
                    throw new CheckpointException(
                            checkpoint.source(),
                            "is no state of this training: " + count + " numbers named '" + name + "' are missing");
                }
            }
            return new TrainingState(
                    step(checkpoint),
                    checkpoint.tensor(WEIGHTS).to(device),
                    checkpoint.tensor(AVERAGE).to(device),
                    checkpoint.tensor(FIRST_MOMENT).to(device),
                    checkpoint.tensor(SECOND_MOMENT).to(device));
        }
    }

    private static long step(Checkpoint checkpoint) throws CheckpointException {
        String text = checkpoint.metadata().getOrDefault(STEP, "");
        try {
            long step = Long.parseLong(text);
            if (step >= 0) {
                return step;
            }
        } catch (NumberFormatException e) {
            throw new CheckpointException(
                    checkpoint.source(), "is no state of a training: its step is '" + text + "'", e);
        }
        throw new CheckpointException(checkpoint.source(), "is no state of a training: its step is " + text);
    }
}
