package dev.limpid.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.Npy;
import dev.limpid.io.Sha256;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementFolderTest {
    private static final int HEIGHT = 33;
    private static final int WIDTH = 40;
    private static final String HASH = "0".repeat(64);

    @TempDir
    Path folder;

    private Measurement write(Task task) throws IOException {
        return write(task.protocol(64));
    }

    private Measurement write(Degradation degradation) throws IOException {
        Drawn drawn = degradation.draw(HEIGHT, WIDTH, Rng.of(2));
        Tensor x = Rng.of(1).normal(1, 3, HEIGHT, WIDTH).mul(0.3);
        Measurement measurement = Measurement.simulate(x, drawn.a(), Noise.gaussian(0.02), Rng.of(3));
        MeasurementFolder.write(folder, "0", drawn, measurement, HEIGHT, WIDTH, 2, HASH);
        return measurement;
    }

    private Path json() {
        return folder.resolve(MeasurementRecord.FILE);
    }

    @Test
    void doesNotReadTheKernelThatIsToBeFound() throws IOException {
        try (var scope = Scope.open()) {
            Measurement written = write(BlindDeblur.TASK);

            Measurement read = MeasurementFolder.read(json()).measurement();

            assertThat(read.y().toFloats()).isEqualTo(written.y().toFloats());
            assertThat(((Blur) read.a()).kernel().values())
                    .isEqualTo(BlurKernel.delta(9, 9).values());
            assertThat(((Blur) read.a()).border().boundary())
                    .isEqualTo(((Blur) written.a()).border().boundary());
            assertThat(Npy.read(folder.resolve("true-kernel.npy")).values())
                    .isEqualTo(((Blur) written.a()).kernel().values());
            assertThat(folder.resolve("kernel.npy")).doesNotExist();
        }
    }

    /** Where y is smaller than the image, its record tells by how much. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            17         | 17         | ''
            17         | 16         | operator.kernelSize must be odd, from 3 to 33 for images of 40x33, got 16
            17         | 4294967313 | operator.kernelSize must be a whole number from 3 to 2147483647, got 4294967313
            17         | "x"        | operator.kernelSize must be a whole number from 3 to 2147483647, got x
            17         | 15         | y.npy: has 24x17 values, but an image of 40x33 is measured as 26x19
            """)
    void theSizeOfAKernelThatLeavesAFrameIsTold(String ours, String theirs, String reason) throws IOException {
        try (var scope = Scope.open()) {
            write(new BlindDeblur(Boundary.VALID, DrawnKernel.Motion.protocol(64), null, null));
            Files.writeString(
                    json(), Files.readString(json()).replace("kernelSize\" : " + ours, "kernelSize\" : " + theirs));

            if (reason.isEmpty()) {
                assertThat(((Blur) MeasurementFolder.read(json()).measurement().a())
                                .kernel()
                                .height())
                        .isEqualTo(17);
            } else {
                refuses(reason);
            }
        }
    }

    /** A claim of the record costs nothing before it has been held against the arrays. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            denoise          | "height" : 33  | "height" : 2147483647 | y.npy: has 40x33 values, but an image of 40x2147483647 is measured as 40x2147483647
            super-resolution | "width" : 40   | "width" : 41          | y.npy: has 10x9 values, but an image of 41x33 is measured as 11x9
            super-resolution | "scale" : 4    | "scale" : 1099511627776 | operator.scale must be a whole number from 2 to 16, got 1099511627776
            super-resolution | "scale" : 4    | "scale" : 1           | operator.scale must be a whole number from 2 to 16, got 1
            super-resolution | "scale" : 4    | "scale" : "4x"        | operator.scale must be a whole number from 2 to 16, got 4x
            gaussian-deblur  | "REFLECT"      | "WRAP"                | operator.boundary must be one of [REFLECT, ZERO, CIRCULAR, REPLICATE, VALID], got WRAP
            gaussian-deblur  | "kernel" :     | "core" :              | sha256 must have the hash of kernel for gaussian-deblur
            inpainting       | "mask" : "     | "mask" : "0           | sha256.mask must be 64 lower-case hexadecimal digits, got '0
            denoise          | "denoise"      | "unblur"              | unknown task 'unblur'
            denoise          | "y" :          | "z" :                 | sha256 must have the hash of y
            """)
    void refusesARecordThatSaysOtherwise(String task, String ours, String theirs, String reason) throws IOException {
        try (var scope = Scope.open()) {
            write(Tasks.named(task));
            String text = Files.readString(json());
            assertThat(text).contains(ours);
            Files.writeString(json(), text.replace(ours, theirs));

            refuses(reason);
        }
    }

    @Test
    void refusesFilesThatAreNotThoseOfTheRecord() throws IOException {
        try (var scope = Scope.open()) {
            write(Deblur.GAUSSIAN);
            Npy.write(new float[9], new int[] {3, 3}, folder.resolve("kernel.npy"));
            refuses("kernel.npy: has changed since measurement.json was written");
            Files.delete(folder.resolve("kernel.npy"));
            refuses("kernel.npy: no such file; it belongs to measurement.json");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            y      | y.npy: has shape [2, 2]; a measurement is (1 or 3, h, w)
            kernel | kernel.npy has shape [4]; a blur kernel has two dimensions (h, w)
            """)
    void refusesArraysOfOtherShapes(String key, String reason) throws IOException {
        try (var scope = Scope.open()) {
            write(Deblur.GAUSSIAN);
            Path file = folder.resolve(key + ".npy");
            String before = Sha256.of(file);
            Npy.write(new float[4], key.equals("y") ? new int[] {2, 2} : new int[] {4}, file);
            Files.writeString(json(), Files.readString(json()).replace(before, Sha256.of(file)));

            refuses(reason);
        }
    }

    private void refuses(String reason) {
        assertThatIOException()
                .isThrownBy(() -> MeasurementFolder.read(json()))
                .withMessageStartingWith(folder.toString())
                .withMessageContaining(reason)
                .withMessageNotContaining("\n");
    }
}
