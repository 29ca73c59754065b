package dev.limpid.io;

import static dev.limpid.io.JsonValues.present;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * The record of a measurement, to be written beside its values as JSON. The values lie in {@code y.npy}, in the units of a
 * [−1, 1] image and not clipped.
 *
 * @param limpid version of Limpid
 * @param created when it was made
 * @param task the task's name, such as {@code inpainting}
 * @param operator parameters of the degradation
 * @param height of the image that is sought, in pixels; likewise {@code width}
 * @param sigma standard deviation of the Gaussian noise in the units of a [0, 1] image
 * @param seed what the mask, the kernel and the noise were drawn from
 * @param sha256 hashes of y, of the mask or kernel where there is one, and of the input
 */
public record MeasurementRecord(
        String limpid,
        Instant created,
        String task,
        Map<String, Object> operator,
        int height,
        int width,
        double sigma,
        long seed,
        Map<String, String> sha256) {
    /** The record's name in its folder. */
    public static final String FILE = "measurement.json";

    public MeasurementRecord {
        // Reached from JSON's null, too.
        present("limpid", limpid);
        present("created", created);
        present("task", task);
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("height and width must be positive, got " + height + " and " + width);
        }
        if (!(sigma >= 0 && sigma <= 1)) {
            throw new IllegalArgumentException("sigma must be between 0 and 1, got " + sigma);
        }
        operator = JsonValues.map("operator", operator);
        sha256 = RunRecord.hashes("sha256", sha256);
        if (!sha256.containsKey("y")) {
            throw new IllegalArgumentException("sha256 must have the hash of y");
        }
    }

    /** Writes JSON beside its place and then moves it there. */
    public void write(Path file) throws IOException {
        RecordJson.write(this, file);
    }

    /**
     * Reads a record.
     *
     * @throws IOException in one line that names the file: it is missing, no JSON, or has a key that is unknown, missing or
     *     of another type
     */
    public static MeasurementRecord read(Path file) throws IOException {
        return RecordJson.read(file, MeasurementRecord.class, "measurement");
    }
}
