package dev.limpid.degradation;

import dev.limpid.io.Images;
import dev.limpid.io.MaskFiles;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.Npy;
import dev.limpid.io.Sha256;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.network.NonlinearBlur;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A measurement in files, to be restored later or by another program: {@code y.npy} (C, h, w), float32, as it was measured;
 * {@code mask.npy} (H, W), {@code kernel.npy} (h, w), {@code true-kernel.npy} (h, w) of blind deblurring, which nothing reads, or a
 * blur network's {@code code.npy} (K, h, w); a preview; and {@link MeasurementRecord}, which is written last.
 *
 * @param record what stands in {@code measurement.json}
 * @param measurement y and A, on the CPU; of blind deblurring, A with a kernel that blurs nothing, in place of the one sought
 */
public record MeasurementFolder(MeasurementRecord record, Measurement measurement) {
    private static final String Y = "y.npy";
    private static final String MASK = "mask.npy";
    private static final String KERNEL = "kernel.npy";
    /** Of blind deblurring, whose kernel is sought: only to compare with. */
    private static final String TRUE_KERNEL = "true-kernel.npy";

    /** Twice what the command line offers. */
    private static final int MAX_SCALE = 16;

    /**
     * Writes a simulated measurement of one image.
     *
     * @param folder exists already
     * @param measurement as {@code degradation} made it
     * @param seed what was drawn from
     * @param input hash of the file that was degraded
     */
    public static void write(
            Path folder,
            String version,
            Degradation degradation,
            Measurement measurement,
            int height,
            int width,
            long seed,
            String input)
            throws IOException {
        Tensor y = measurement.y();
        Npy.write(y.toFloats(), sizes(y, 1), folder.resolve(Y));
        var hashes = new LinkedHashMap<String, String>();
        hashes.put("input", input);
        hashes.put("y", Sha256.of(folder.resolve(Y)));
        if (measurement.a() instanceof Inpainting inpainting) {
            Tensor mask = inpainting.observed();
            Npy.write(mask.toFloats(), sizes(mask, 2), folder.resolve(MASK));
            hashes.put("mask", Sha256.of(folder.resolve(MASK)));
        } else if (measurement.a() instanceof Blur blur) {
            BlurKernel kernel = blur.kernel();
            boolean blind = degradation.task().isBlind();
            Path file = folder.resolve(blind ? TRUE_KERNEL : KERNEL);
            Npy.write(kernel.values(), new int[] {kernel.height(), kernel.width()}, file);
            hashes.put(blind ? "trueKernel" : "kernel", Sha256.of(file));
        } else if (measurement.a() instanceof NonlinearBlur blur) {
            Npy.write(blur.code().toFloats(), sizes(blur.code(), 1), folder.resolve(MeasuredModel.CODE));
            hashes.put("code", Sha256.of(folder.resolve(MeasuredModel.CODE)));
        }
        if (degradation.task() == Task.NONLINEAR_DEBLUR
                && degradation.nonlinear() instanceof NonlinearModel.Network model) {
            hashes.put("network", model.network().sha256());
        }
        Images.write(MeasuredPicture.of(measurement, height, width), folder.resolve("measurement.png"));
        new MeasurementRecord(
                        version,
                        Instant.now(),
                        degradation.task().label(),
                        degradation.parameters(measurement.known()),
                        height,
                        width,
                        measurement.noiseLevel() / 2,
                        seed,
                        hashes)
                .write(folder.resolve(MeasurementRecord.FILE));
    }

    private static int[] sizes(Tensor tensor, int from) {
        return Arrays.stream(tensor.shape())
                .skip(from)
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /**
     * Reads a measurement; its tensors belong to the scope that is open.
     *
     * @param json the path of {@code measurement.json}
     * @throws IOException in one line that names the file: one is missing or damaged, or is another than the record says
     */
    public static MeasurementFolder read(Path json) throws IOException {
        return read(json, null);
    }

    /**
     * The same, where the measurement may be that of a blur network.
     *
     * @param network that network, or null where there is none at hand
     */
    public static MeasurementFolder read(Path json, @Nullable BlurNetwork network) throws IOException {
        MeasurementRecord record = MeasurementRecord.read(json);
        try {
            Task task = Task.named(record.task());
            Degradation degradation = degradation(record, task, json, network);
            // Before A is made: its size is the record's word alone, that of y has been paid for in bytes.
            Tensor y = y(checked(record, json, "y", Y), degradation, record);
            ForwardOperator a = degradation.operator(record.height(), record.width(), Rng.of(record.seed()));
            return new MeasurementFolder(record, new Measurement(y, a, degradation.noiseLevel()));
        } catch (IllegalArgumentException e) {
            throw new IOException(json + ": " + e.getMessage(), e);
        }
    }

    private static int scale(MeasurementRecord record) {
        if (record.operator().get("scale") instanceof Long scale && scale >= 2 && scale <= MAX_SCALE) {
            return Math.toIntExact(scale);
        }
        throw new IllegalArgumentException("operator.scale must be a whole number from 2 to " + MAX_SCALE + ", got "
                + record.operator().get("scale"));
    }

    private static Degradation degradation(
            MeasurementRecord record, Task task, Path json, @Nullable BlurNetwork network) throws IOException {
        Degradation degradation = Degradation.protocol(task, Math.min(record.height(), record.width()))
                .withNoise(2 * record.sigma());
        if (task == Task.SUPER_RESOLUTION) {
            return degradation.withScale(scale(record));
        }
        if (task == Task.INPAINTING) {
            return degradation.withMask(
                    MaskFiles.read(checked(record, json, "mask", MASK)).observed());
        }
        if (task.isDeblurring()) {
            Npy kernel = Npy.read(checked(record, json, "kernel", KERNEL));
            int[] shape = kernel.shape();
            if (shape.length != 2) {
                throw new IllegalArgumentException(
                        KERNEL + " has shape " + Arrays.toString(shape) + "; a blur kernel has two dimensions (h, w)");
            }
            return degradation
                    .withBoundary(boundary(record.operator().get("boundary")))
                    .withKernel(BlurKernel.of(kernel.values(), shape[0], shape[1]));
        }
        if (task.isBlind()) {
            Boundary boundary = boundary(record.operator().get("boundary"));
            int size =
                    boundary == Boundary.VALID ? kernelSize(record) : KernelSize.first(record.height(), record.width());
            return degradation.withBoundary(boundary).withKernel(BlurKernel.delta(size, size));
        }
        return task == Task.NONLINEAR_DEBLUR
                ? degradation.withNonlinear(MeasuredModel.read(record, json, network))
                : degradation;
    }

    /** Of a kernel that is to be found, where the size of y tells it. */
    private static int kernelSize(MeasurementRecord record) {
        if (record.operator().get("kernelSize") instanceof Long size && size <= Integer.MAX_VALUE) {
            KernelSize.require("operator.kernelSize", Math.toIntExact(size), record.height(), record.width());
            return Math.toIntExact(size);
        }
        throw new IllegalArgumentException("operator.kernelSize must be a whole number, got "
                + record.operator().get("kernelSize"));
    }

    private static Boundary boundary(@Nullable Object name) {
        for (Boundary boundary : Boundary.values()) {
            if (boundary.name().equals(name)) {
                return boundary;
            }
        }
        throw new IllegalArgumentException(
                "operator.boundary must be one of " + Arrays.toString(Boundary.values()) + ", got " + name);
    }

    /** A file of the folder, unless it is another than the record says. */
    static Path checked(MeasurementRecord record, Path json, String key, String name) throws IOException {
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

    /** Of a side of the image what is measured: every scale-th pixel, and only where the kernel lies inside. */
    private static int measured(int side, int scale, int kernel) {
        return (side - kernel) / scale + 1;
    }

    private static Tensor y(Path file, Degradation degradation, MeasurementRecord record) throws IOException {
        Npy array = Npy.read(file);
        int[] s = array.shape();
        if (s.length != 3 || (s[0] != 1 && s[0] != 3)) {
            throw new IOException(file + ": has shape " + Arrays.toString(s) + "; a measurement is (1 or 3, h, w)");
        }
        BlurModel blur = degradation.blur();
        BlurKernel kernel = blur.boundary() == Boundary.VALID ? blur.kernel() : null;
        int scale = degradation.task() == Task.SUPER_RESOLUTION ? degradation.scale() : 1;
        int height = measured(record.height(), scale, kernel == null ? 1 : kernel.height());
        int width = measured(record.width(), scale, kernel == null ? 1 : kernel.width());
        if (s[1] != height || s[2] != width) {
            throw new IOException(file + ": has " + s[2] + "x" + s[1] + " values, but an image of " + record.width()
                    + "x" + record.height() + " is measured as " + width + "x" + height);
        }
        return MeasuredModel.floats(array, 1, s[0], s[1], s[2]);
    }

    /** The parameters as a run's record has them. */
    public Map<String, Object> parameters() {
        return record.operator();
    }
}
