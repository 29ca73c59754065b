package dev.limpid.degradation;

import dev.limpid.io.Images;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.Npy;
import dev.limpid.io.ReadLimits;
import dev.limpid.operator.Measurement;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/**
 * A measurement in files, to be restored later or by another program: {@code y.npy} (C, h, w), float32, as it was measured; the
 * arrays of its task, such as {@code mask.npy}; a preview; and {@link MeasurementRecord}, which is written last.
 *
 * @param record what stands in {@code measurement.json}
 * @param drawn the degradation, with A on the CPU; of blind deblurring, A with a kernel that blurs nothing, in place of the one
 *     sought
 * @param measurement y and A, on the CPU
 */
public record MeasurementFolder(MeasurementRecord record, Drawn drawn, Measurement measurement) {
    private static final String Y = "y.npy";

    /**
     * Writes a simulated measurement of one image.
     *
     * @param folder exists already
     * @param version of Limpid
     * @param drawn what made the measurement
     * @param seed what was drawn from
     * @param input hash of the file that was degraded
     */
    public static void write(
            Path folder,
            String version,
            Drawn drawn,
            Measurement measurement,
            int height,
            int width,
            long seed,
            String input)
            throws IOException {
        var files = new MeasurementWriter(folder);
        files.hash("input", input);
        files.array("y", Y, measurement.y(), 1);
        drawn.stored().write(files);
        Images.write(MeasuredPicture.of(measurement, height, width), folder.resolve("measurement.png"));
        new MeasurementRecord(
                        version,
                        Instant.now(),
                        drawn.degradation().task().name(),
                        drawn.parameters(measurement.noiseLevel()),
                        height,
                        width,
                        measurement.noiseLevel() / 2,
                        seed,
                        files.hashes())
                .write(folder.resolve(MeasurementRecord.FILE));
    }

    /**
     * Reads a measurement; its tensors belong to the scope that is open.
     *
     * @param json the path of {@code measurement.json}
     * @throws IOException in one line that names the file: one is missing or damaged, or is another than the record says
     */
    public static MeasurementFolder read(Path json) throws IOException {
        return read(json, Values.NONE, new OptionFiles(ReadLimits.DEFAULT));
    }

    /**
     * The same, with what is said of the unknowns of its A, and of files that it does not hold.
     *
     * @param values of options for what is sought
     * @param files with those loaded that are shared
     */
    public static MeasurementFolder read(Path json, Values values, OptionFiles files) throws IOException {
        MeasurementRecord record = MeasurementRecord.read(json);
        try {
            var reader = new MeasurementReader(record, json, values, files);
            Degradation degradation = Tasks.named(record.task()).read(reader);
            // Before A is made: its size is the record's word alone, that of y has been paid for in bytes.
            Tensor y = y(reader, degradation);
            Drawn drawn = degradation.draw(record.height(), record.width(), Rng.of(record.seed()));
            return new MeasurementFolder(record, drawn, new Measurement(y, drawn.a(), 2 * record.sigma()));
        } catch (IllegalArgumentException e) {
            throw new IOException(json + ": " + e.getMessage(), e);
        }
    }

    private static Tensor y(MeasurementReader reader, Degradation degradation) throws IOException {
        Path file = reader.file("y", Y);
        Npy array = Npy.read(file);
        int[] s = array.shape();
        if (s.length != 3 || (s[0] != 1 && s[0] != 3)) {
            throw new IOException(file + ": has shape " + Arrays.toString(s) + "; a measurement is (1 or 3, h, w)");
        }
        MeasurementRecord record = reader.record();
        int height = degradation.measuredHeight(record.height());
        int width = degradation.measuredWidth(record.width());
        if (s[1] != height || s[2] != width) {
            throw new IOException(file + ": has " + s[2] + "x" + s[1] + " values, but an image of " + record.width()
                    + "x" + record.height() + " is measured as " + width + "x" + height);
        }
        return MeasurementReader.floats(array, 1, s[0], s[1], s[2]);
    }
}
