package dev.limpid.restoration;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.Safetensors;
import dev.limpid.io.Sha256;
import dev.limpid.solver.State;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A restoration between two steps, to go on with in another process.
 *
 * @param state the solver's
 * @param selected the selection's choice so far, of steps that are done
 * @param evaluations of the denoiser so far, for each image; not negative
 * @param backward those that were back-propagated, from 0 to all of them
 * @param seconds wall time so far, finite and not negative
 */
public record Snapshot(State state, Selected selected, long evaluations, long backward, double seconds) {
    private static final String FORMATS = "limpid snapshot ";
    private static final String FORMAT = FORMATS + 3;
    private static final String ABOUT = "about.";
    private static final String STATE = "state.";
    private static final String HASH = "sha256";

    public Snapshot {
        if (evaluations < 0 || backward < 0 || backward > evaluations) {
            throw new IllegalArgumentException(
                    "a snapshot counts evaluations from 0 on, of which some are back-propagated;" + " got "
                            + evaluations + " and " + backward);
        }
        if (!(seconds >= 0) || Double.isInfinite(seconds)) {
            throw new IllegalArgumentException("a snapshot's time is 0 seconds or more, got " + seconds);
        }
        for (int step : selected.step()) {
            if (step < 0 || step > Math.max(0, state.step() - 1)) {
                throw new IllegalArgumentException(
                        "a snapshot after " + state.step() + " steps selects one of them, got step " + step);
            }
        }
    }

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
        about.forEach((key, value) -> metadata.put(ABOUT + key, value));
        metadata.put("format", FORMAT);
        metadata.put("step", Integer.toString(state.step()));
        metadata.put("evaluations", Long.toString(evaluations));
        metadata.put("backward", Long.toString(backward));
        metadata.put("seconds", Double.toString(seconds));
        metadata.put(HASH, hash(tensors, metadata));
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
     * @throws IOException in one line that names the file: it is missing, damaged, of another version or no snapshot
     */
    public static Saved read(Path file) throws IOException {
        try (Checkpoint checkpoint = Safetensors.open(file)) {
            Map<String, String> metadata = checkpoint.metadata();
            String format = metadata.getOrDefault("format", "");
            if (!format.startsWith(FORMATS)) {
                throw new IOException(file + ": is not a snapshot of a restoration");
            }
            if (!format.equals(FORMAT)) {
                throw new IOException(file + ": is a snapshot of another version of Limpid");
            }
            var tensors = new LinkedHashMap<String, Tensor>();
            for (String name : checkpoint.entries().keySet()) {
                tensors.put(name, checkpoint.tensor(name));
            }
            if (!hash(tensors, metadata).equals(metadata.get(HASH))) {
                throw new IOException(file + ": is a damaged snapshot: its contents are not those of its hash");
            }
            return new Saved(snapshot(tensors, metadata), about(metadata));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": is a damaged snapshot: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> about(Map<String, String> metadata) {
        var about = new LinkedHashMap<String, String>();
        metadata.forEach((key, value) -> {
            if (key.startsWith(ABOUT)) {
                about.put(key.substring(ABOUT.length()), value);
            }
        });
        return about;
    }

    private static Snapshot snapshot(Map<String, Tensor> tensors, Map<String, String> metadata) {
        var state = new LinkedHashMap<String, Tensor>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(STATE)) {
                state.put(name.substring(STATE.length()), tensor);
            }
        });
        double[] steps = needed(tensors, "selected.step").toDoubles();
        double[] settled = needed(tensors, "selected.settled").toDoubles();
        var selected = new Selected(
                needed(tensors, "selected.x"),
                needed(tensors, "selected.score").toDoubles(),
                Arrays.stream(steps).mapToInt(k -> (int) k).toArray(),
                booleans(settled));
        return new Snapshot(
                new State(Integer.parseInt(needed(metadata, "step")), state),
                selected,
                Long.parseLong(needed(metadata, "evaluations")),
                Long.parseLong(needed(metadata, "backward")),
                Double.parseDouble(needed(metadata, "seconds")));
    }

    private static <V> V needed(Map<String, V> all, String name) {
        V value = all.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return value;
    }

    /** The hash of the text but the hash itself, and of the tensors' names, types, shapes and values. */
    static String hash(Map<String, Tensor> tensors, Map<String, String> metadata) {
        var parts = new ArrayList<ByteBuffer>();
        new TreeMap<>(metadata).forEach((key, value) -> {
            if (!key.equals(HASH)) {
                parts.add(text(key));
                parts.add(text(value));
            }
        });
        try (var scope = Scope.open()) {
            tensors.forEach((name, tensor) -> {
                parts.add(text(name));
                parts.add(text(tensor.type() + Arrays.toString(tensor.shape())));
                Tensor values = tensor.detach().to(Device.CPU).contiguous();
                long bytes = values.count() * values.type().bytes();
                for (long done = 0; done < bytes; ) {
                    ByteBuffer piece = values.bytes(done);
                    parts.add(piece);
                    done += piece.remaining();
                }
            });
            return Sha256.of(parts);
        }
    }

    /** Behind its length, so that no two lists of texts are the same bytes. */
    private static ByteBuffer text(String text) {
        return StandardCharsets.UTF_8.encode(text.length() + ":" + text);
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
