package dev.limpid.degradation;

import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.Npy;
import dev.limpid.io.Sha256;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The files of a measurement, as a task reads its parameters from them.
 *
 * @param record what stands in {@code measurement.json}
 * @param json its path
 * @param values that were given for the restoration
 */
public record MeasurementReader(MeasurementRecord record, Path json, Values values, OptionFiles files) {
    /**
     * A file of the folder.
     *
     * @param key of its hash in the record
     * @throws IOException in one line, if it is missing or is another than the record says
     * @throws IllegalArgumentException if the record has no hash of it
     */
    public Path file(String key, String name) throws IOException {
        Path file = json.resolveSibling(name);
        String expected = record.sha256().get(key);
        if (expected == null) {
            throw new IllegalArgumentException("sha256 must have the hash of " + key + " for " + record.task());
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such file; it belongs to " + MeasurementRecord.FILE);
        }
        if (!Sha256.of(file).equals(expected)) {
            throw new IOException(file + ": has changed since " + MeasurementRecord.FILE + " was written");
        }
        return file;
    }

    /** The array of a {@link #file}. */
    public Npy array(String key, String name) throws IOException {
        return Npy.read(file(key, name));
    }

    /** The blur kernel of a {@link #file}. */
    BlurKernel kernel(String key, String name) throws IOException {
        Npy kernel = array(key, name);
        int[] shape = kernel.shape();
        if (shape.length != 2) {
            throw new IllegalArgumentException(
                    name + " has shape " + Arrays.toString(shape) + "; a blur kernel has two dimensions (h, w)");
        }
        return BlurKernel.of(kernel.values(), shape[0], shape[1]);
    }

    /** A parameter that is a number. */
    public double number(String key) {
        if (record.operator().get(key) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("operator." + key + " must be a number, got "
                + record.operator().get(key));
    }

    /** A parameter that is a whole number within limits. */
    public int whole(String key, int least, int most) {
        if (record.operator().get(key) instanceof Long number && number >= least && number <= most) {
            return Math.toIntExact(number);
        }
        throw new IllegalArgumentException("operator." + key + " must be a whole number from " + least + " to " + most
                + ", got " + record.operator().get(key));
    }

    /** A parameter that is the name of a constant. */
    public <E extends Enum<E>> E constant(String key, Class<E> type) {
        Object name = record.operator().get(key);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("operator." + key + " must be one of "
                        + Arrays.toString(type.getEnumConstants()) + ", got " + name));
    }

    /** The values of an array in float32. */
    static Tensor floats(Npy array, long... shape) {
        double[] stored = array.values();
        var values = new float[stored.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) stored[i];
        }
        return Tensor.of(values, shape);
    }
}
