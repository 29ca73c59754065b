package dev.limpid.degradation;

import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.Npy;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The A of nonlinear deblurring as a measurement's files tell of it. */
final class MeasuredModel {
    /** A blur network's code, (K, H / 128, W / 128). */
    static final String CODE = "code.npy";

    private MeasuredModel() {}

    /**
     * Reads it.
     *
     * @param json the path of {@code measurement.json}
     * @param network that the measurement may be of, or null where there is none at hand
     * @throws IllegalArgumentException if the record does not tell, or tells of another network
     */
    static NonlinearModel read(MeasurementRecord record, Path json, @Nullable BlurNetwork network) throws IOException {
        Object name = record.operator().get(NonlinearModel.MODEL);
        if (NonlinearModel.Camera.NAME.equals(name)) {
            return NonlinearModel.Camera.read(record.operator());
        }
        if (!NonlinearModel.Network.NAME.equals(name)) {
            throw new IllegalArgumentException("operator.model must be " + NonlinearModel.Camera.NAME + " or "
                    + NonlinearModel.Network.NAME + ", got " + name);
        }
        if (network == null) {
            throw new IllegalArgumentException(
                    "was blurred by a network, which --blur-network FILE must name; " + BlurNetwork.whereToGet());
        }
        if (!network.sha256().equals(record.sha256().get("network"))) {
            throw new IllegalArgumentException(
                    "was blurred by another network than the one given: its SHA-256 differs");
        }
        Npy code = Npy.read(MeasurementFolder.checked(record, json, "code", CODE));
        int[] shape = code.shape();
        long[] expected = network.wizard().codeShape(record.height(), record.width());
        if (!Arrays.equals(Arrays.stream(shape).asLongStream().toArray(), Arrays.copyOfRange(expected, 1, 4))) {
            throw new IllegalArgumentException(CODE + " has shape " + Arrays.toString(shape) + "; of an image of "
                    + record.width() + "x" + record.height() + " it is "
                    + Arrays.toString(Arrays.copyOfRange(expected, 1, 4)));
        }
        return new NonlinearModel.Network(network, floats(code, expected));
    }

    /** The values in float32. */
    static Tensor floats(Npy array, long... shape) {
        double[] stored = array.values();
        var values = new float[stored.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) stored[i];
        }
        return Tensor.of(values, shape);
    }
}
