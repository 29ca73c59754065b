package dev.limpid.restoration;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.Safetensors;
import dev.limpid.solver.SolverState;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A restoration between two outer iterations: what it takes to go on with it in another process. 2 n + 2 images for a
 * solver that fits n layers.
 *
 * @param state the solver's
 * @param choice the selection's
 * @param forward evaluations of the denoiser so far
 * @param backward those that were back-propagated
 * @param seconds wall time so far
 */
public record Snapshot(SolverState state, Choice choice, long forward, long backward, double seconds) {
    private static final String FORMAT = "limpid snapshot 1";

    /** The same values in tensors of their own, in the scope that is open. */
    public Snapshot copy() {
        return new Snapshot(state.copy(), choice.copy(), forward, backward, seconds);
    }

    /** The same on a device. */
    public Snapshot to(Device device) {
        var moved = new SolverState(
                state.outer(), state.x().to(device), on(device, state.latents()), on(device, state.deviations()));
        var chosen = new Choice(choice.chosen().to(device), choice.best(), choice.outer(), choice.settled());
        return new Snapshot(moved, chosen, forward, backward, seconds);
    }

    private static List<Tensor> on(Device device, List<Tensor> tensors) {
        return tensors.stream().map(t -> t.to(device)).toList();
    }

    /**
     * Writes safetensors, as a whole or not at all.
     *
     * @param about what the run is, to recognise it by; comes back from {@link #read}
     */
    public void write(Path file, Map<String, String> about) throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("x", state.x());
        for (int i = 0; i < state.latents().size(); i++) {
            tensors.put("latent." + (i + 1), state.latents().get(i));
            tensors.put("deviation." + (i + 1), state.deviations().get(i));
        }
        tensors.put("chosen", choice.chosen());
        int images = choice.best().length;
        tensors.put("choice.best", Tensor.of(choice.best(), images));
        tensors.put("choice.outer", Tensor.of(longs(choice.outer()), images));
        tensors.put("choice.settled", Tensor.of(longs(choice.settled()), images));
        var metadata = new LinkedHashMap<String, String>();
        about.forEach((key, value) -> metadata.put("about." + key, value));
        metadata.put("format", FORMAT);
        metadata.put("outer", Integer.toString(state.outer()));
        metadata.put("forward", Long.toString(forward));
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
        var latents = new ArrayList<Tensor>();
        var deviations = new ArrayList<Tensor>();
        for (int i = 1; checkpoint.entries().containsKey("latent." + i); i++) {
            latents.add(checkpoint.tensor("latent." + i));
            deviations.add(checkpoint.tensor("deviation." + i));
        }
        int outer = (int) count(metadata, "outer");
        var state = new SolverState(outer, checkpoint.tensor("x"), latents, deviations);
        double[] outers = checkpoint.tensor("choice.outer").toDoubles();
        double[] settled = checkpoint.tensor("choice.settled").toDoubles();
        var choice = new Choice(
                checkpoint.tensor("chosen"),
                checkpoint.tensor("choice.best").toDoubles(),
                Arrays.stream(outers).mapToInt(k -> (int) k).toArray(),
                booleans(settled));
        double seconds = Double.parseDouble(metadata.getOrDefault("seconds", "0"));
        return new Snapshot(state, choice, count(metadata, "forward"), count(metadata, "backward"), seconds);
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
