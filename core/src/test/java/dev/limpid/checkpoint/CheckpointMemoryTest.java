package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The largest published checkpoint is read with little more memory than its weights need. Measured in a process of
 * its own.
 */
class CheckpointMemoryTest {
    private static final long ALLOWANCE = 300_000_000;
    private static final PriorCard IMAGENET = PriorCatalog.find("imagenet").orElseThrow();

    @TempDir
    Path folder;

    @BeforeEach
    void needLinuxMemoryAndDisk() throws IOException {
        assumeThat(Path.of("/proc/self/status")).exists();
        assumeThat(available()).as("memory for the weights and this JVM").isGreaterThan(2 * IMAGENET.bytes());
        // The files are holes where the file system knows them, and whole where it does not.
        assumeThat(Files.getFileStore(folder).getUsableSpace())
                .as("disk for a file of zeros")
                .isGreaterThan(IMAGENET.bytes() + ALLOWANCE);
    }

    @Test
    void readsSafetensorsWithinItsSizeAndALittle() throws Exception {
        Path file = folder.resolve("imagenet.safetensors");
        writeSafetensors(file, Layouts.of(IMAGENET.architecture()));

        assertThat(peakOfReading(file)).isBetween(IMAGENET.bytes(), Files.size(file) + ALLOWANCE);
    }

    @Test
    void readsTorchFilesWithinTheirSizeAndALittle() throws Exception {
        Path file = folder.resolve("imagenet.pt");
        writeTorch(file, Layouts.of(IMAGENET.architecture()));

        assertThat(peakOfReading(file)).isBetween(IMAGENET.bytes(), Files.size(file) + ALLOWANCE);
    }

    private static long peakOfReading(Path file) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // A small young generation: garbage of start-up is not what is measured.
                        "-XX:+UseSerialGC",
                        "-Xms32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reading.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();
        return Long.parseLong(output.strip());
    }

    private static void writeSafetensors(Path file, Map<String, long[]> layout) throws IOException {
        ObjectNode header = new ObjectMapper().createObjectNode();
        long offset = 0;
        for (Map.Entry<String, long[]> weight : layout.entrySet()) {
            ObjectNode node = header.putObject(weight.getKey()).put("dtype", "F32");
            for (long size : weight.getValue()) {
                node.withArray("shape").add(size);
            }
            long end = offset + 4 * count(weight.getValue());
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = new ObjectMapper().writeValueAsBytes(header);
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(text.length)
                    .array());
            out.write(text);
            out.setLength(8 + text.length + offset);
        }
    }

    private static void writeTorch(Path file, Map<String, long[]> layout) throws IOException {
        PickleProgram pickle = PickleProgram.protocol2().orderedDict().op('(');
        int key = 0;
        for (Map.Entry<String, long[]> weight : layout.entrySet()) {
            long[] shape = weight.getValue();
            String storage = Integer.toString(key++);
            pickle.text(weight.getKey()).tensor("FloatStorage", storage, count(shape), 0, shape, strides(shape));
        }
        try (var zip = new TorchFile(file)) {
            zip.add("imagenet/data.pkl", pickle.op('u').stop());
            key = 0;
            for (long[] shape : layout.values()) {
                zip.addZeros("imagenet/data/" + key++, 4 * count(shape));
            }
            zip.version("imagenet");
        }
    }

    private static long[] strides(long... shape) {
        var strides = new long[shape.length];
        long stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= shape[d];
        }
        return strides;
    }

    private static long count(long... shape) {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        return count;
    }

    private static long available() throws IOException {
        return kilobytes(Path.of("/proc/meminfo"), "MemAvailable:");
    }

    private static long kilobytes(Path file, String field) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Reads all weights of a checkpoint and prints its own peak memory in bytes. */
    static final class Reading {
        private Reading() {}

        public static void main(String[] args) throws IOException {
            Map<String, long[]> layout = Layouts.of(IMAGENET.architecture());
            try (var scope = Scope.open();
                    var checkpoint = Checkpoints.open(Path.of(args[0]))) {
                CheckpointWeights.read(checkpoint, layout, Device.CPU).get("out.2.bias", 6);
                System.out.println(kilobytes(Path.of("/proc/self/status"), "VmHWM:"));
            }
        }
    }
}
