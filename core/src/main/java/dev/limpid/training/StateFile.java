package dev.limpid.training;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.CheckpointException;
import dev.limpid.checkpoint.Safetensors;
import dev.limpid.io.Sha256;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A training's state in a file: four vectors, as safetensors, with the step and the settings as text, and a SHA-256 over all
 * of them, for a wrong bit would be learned on from without a word. Written as a whole or not at all.
 *
 * @param state where the training stands
 * @param settings of the training, to be compared when it is resumed
 */
record StateFile(TrainingState state, Map<String, String> settings) {
    private static final String STEP = "step";
    private static final String SHA256 = "sha256";
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
        text.put(SHA256, sha256(text, state));
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
            var state = new TrainingState(
                    step(checkpoint),
                    checkpoint.tensor(WEIGHTS),
                    checkpoint.tensor(AVERAGE),
                    checkpoint.tensor(FIRST_MOMENT),
                    checkpoint.tensor(SECOND_MOMENT));
            requireUndamaged(checkpoint, state);
            return state.on(device);
        }
    }

    /** Files of former versions have no hash. */
    private static void requireUndamaged(Checkpoint checkpoint, TrainingState state) throws CheckpointException {
        String expected = checkpoint.metadata().get(SHA256);
        if (expected != null && !expected.equals(sha256(checkpoint.metadata(), state))) {
            throw new CheckpointException(
                    checkpoint.source(),
                    "is damaged: it does not hold what was saved (another SHA-256); put a copy back, or begin another"
                            + " training from the prior beside it, with --from");
        }
    }

    private static String sha256(Map<String, String> text, TrainingState state) {
        var parts = new ArrayList<ByteBuffer>();
        new TreeMap<>(text).forEach((name, value) -> {
            if (!name.equals(SHA256)) {
                parts.add(ByteBuffer.wrap((name + "\n" + value + "\n").getBytes(StandardCharsets.UTF_8)));
            }
        });
        try (var scope = Scope.open()) {
            for (Tensor vector : List.of(state.theta(), state.ema(), state.m(), state.v())) {
                Tensor values = vector.detach().to(Device.CPU).contiguous();
                long bytes = values.count() * values.type().bytes();
                for (long at = 0; at < bytes; at += parts.get(parts.size() - 1).remaining()) {
                    parts.add(values.bytes(at));
                }
            }
            return Sha256.of(parts);
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
