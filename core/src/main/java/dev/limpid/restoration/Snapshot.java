package dev.limpid.restoration;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.Safetensors;
import dev.limpid.solver.State;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A restoration between two steps, to go on with in another process.
 *
 * @param state the solver's
 * @param selected the selection's choice so far
 * @param evaluations of the denoiser so far, for each image
 * @param backward those that were back-propagated
 * @param seconds wall time so far
 */
public record Snapshot(State state, Selected selected, long evaluations, long backward, double seconds) {
    private static final String FORMAT = "limpid snapshot 2";
    private static final String STATE = "state.";

    /** The same on a device. */
    public Snapshot to(Device device) {
        return new Snapshot(state.to(device), selected.to(device), evaluations, backward, seconds);
    }

    /**
     * Writes safetensors, as a whole or not at all.
     *
     * @param about what the run is, to recognise it by; comes back from {@link #read}
     */
    public void write(Path file, Map<String, String> about) throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        state.tensors().forEach((name, tensor) -> tensors.put(STATE + name, tensor));
        tensors.put("selected.x", selected.x());
        int images = selected.score().length;
        tensors.put("selected.score", Tensor.of(selected.score(), images));
        tensors.put("selected.step", Tensor.of(longs(selected.step()), images));
        tensors.put("selected.settled", Tensor.of(longs(selected.settled()), images));
        var metadata = new LinkedHashMap<String, String>();
        about.forEach((key, value) -> metadata.put("about." + key, value));
        metadata.put("format", FORMAT);
        metadata.put("step", Integer.toString(state.step()));
        metadata.put("evaluations", Long.toString(evaluations));
        metadata.put("backward", Long.toString(backward));
        metadata.put("seconds", Double.toString(seconds));
        Safetensors.write(file, tensors, metadata);
    }

    /** A snapshot from a file, and what was written about its run. */
    public record Saved(Snapshot snapshot, Map<String, String> about) {
        public Saved {
            about = Map.copyOf(about);
        }
    }

    /**
     * Reads a snapshot; its tensors are on the CPU and belong to the scope that is open.
     *
     * @throws IOException in one line that names the file: it is missing, damaged or no snapshot
     */
    public static Saved read(Path file) throws IOException {
        try (Checkpoint checkpoint = Safetensors.open(file)) {
            Map<String, String> metadata = checkpoint.metadata();
            if (!FORMAT.equals(metadata.get("format"))) {
                throw new IOException(file + ": is not a snapshot of a restoration");
            }
            var about = new LinkedHashMap<String, String>();
            metadata.forEach((key, value) -> {
                if (key.startsWith("about.")) {
                    about.put(key.substring("about.".length()), value);
                }
            });
            return new Saved(read(checkpoint, metadata), about);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": is a damaged snapshot: " + e.getMessage(), e);
        }
    }

    private static Snapshot read(Checkpoint checkpoint, Map<String, String> metadata) throws IOException {
        int step = (int) count(metadata, "step");
        var tensors = new LinkedHashMap<String, Tensor>();
        for (String name : checkpoint.entries().keySet()) {
            if (name.startsWith(STATE)) {
                tensors.put(name.substring(STATE.length()), checkpoint.tensor(name));
            }
        }
        double[] steps = checkpoint.tensor("selected.step").toDoubles();
        double[] settled = checkpoint.tensor("selected.settled").toDoubles();
        var selected = new Selected(
                checkpoint.tensor("selected.x"),
                checkpoint.tensor("selected.score").toDoubles(),
                Arrays.stream(steps).mapToInt(k -> (int) k).toArray(),
                booleans(settled));
        double seconds = Double.parseDouble(metadata.getOrDefault("seconds", "0"));
        return new Snapshot(
                new State(step, tensors),
                selected,
                count(metadata, "evaluations"),
                count(metadata, "backward"),
                seconds);
    }

    private static long count(Map<String, String> metadata, String key) {
        return Long.parseLong(metadata.getOrDefault(key, "missing " + key));
    }

    private static long[] longs(int[] values) {
        return Arrays.stream(values).asLongStream().toArray();
    }

    private static long[] longs(boolean[] values) {
        return IntStream.range(0, values.length)
                .mapToLong(i -> values[i] ? 1 : 0)
                .toArray();
    }

    private static boolean[] booleans(double[] values) {
        var booleans = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            booleans[i] = values[i] != 0;
        }
        return booleans;
    }
}
