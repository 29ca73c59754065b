package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskAndKernelFilesTest {
    private final Scope scope = Scope.open();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @CsvSource({"10, png", "11, png", "5, png", "10, tiff", "11, tiff"})
    void readsKernelsFromPictures(int type, String format) throws IOException {
        var picture = new BufferedImage(3, 2, type);
        for (int i = 0; i < 6; i++) {
            for (int band = 0; band < picture.getRaster().getNumBands(); band++) {
                picture.getRaster().setSample(i % 3, i / 3, band, 10 * i);
            }
        }

        Tensor kernel = KernelFiles.read(Pictures.write(folder.resolve("k." + format), picture, format));

        assertThat(kernel.shape()).containsExactly(2, 3);
        assertThat(kernel.type()).isEqualTo(DType.FLOAT64);
        assertThat(kernel.toDoubles()).containsExactly(0, 10, 20, 30, 40, 50);
    }

    @Test
    void readsFloatingPointTiffs() throws IOException {
        byte[] weights = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0.25f)
                .putFloat(2.5f)
                .array();
        byte[] tiff = TiffBuilder.littleEndian()
                .page(2, 1, 32, 1, 1, weights)
                .shorts(339, 3)
                .build();

        Tensor kernel = KernelFiles.read(Files.write(folder.resolve("k.tif"), tiff));

        assertThat(kernel.toDoubles()).containsExactly(0.25, 2.5);
    }

    @Test
    void readsKernelsFromArrays() throws IOException {
        Path file = folder.resolve("k.npy");
        Npy.write(new float[] {0.25f, 0.75f}, new int[] {2, 1}, file);

        Tensor kernel = KernelFiles.read(file);

        assertThat(kernel.shape()).containsExactly(2, 1);
        assertThat(kernel.toDoubles()).containsExactly(0.25, 0.75);
    }

    @Test
    void writesAKernelToUseAgainAndToLookAt() throws IOException {
        double[] weights = {0, 0.1, 0.2, 0.7, 0, 0};

        KernelFiles.write(weights, 3, folder, "found");

        Tensor exact = KernelFiles.read(folder.resolve("found.npy"));
        assertThat(exact.shape()).containsExactly(2, 3);
        assertThat(exact.toDoubles()).containsExactly(weights);
        double[] shown = KernelFiles.read(folder.resolve("found.png")).toDoubles();
        for (int i = 0; i < weights.length; i++) {
            assertThat(shown[i] / shown[3]).isCloseTo(weights[i] / 0.7, within(0.005));
        }
    }

    @Test
    void refusesWhatIsNoKernel() throws IOException {
        Path file = folder.resolve("k.npy");
        Npy.write(new float[] {1, 2, 3, Float.NaN}, new int[] {2, 2}, file);
        assertKernelRefused(file, "the weight in row 1, column 1 is NaN; weights must be finite numbers");
        Npy.write(new float[4], new int[] {4}, file);
        assertKernelRefused(file, "has shape [4]; a blur kernel has two dimensions (h, w)");
        assertKernelRefused(
                Pictures.write(folder.resolve("c.png"), Pictures.noise(3, 3, BufferedImage.TYPE_INT_RGB), "png"),
                "is a coloured picture; a blur kernel is gray");
        assertKernelRefused(
                Pictures.write(folder.resolve("k.jpg"), Pictures.noise(3, 3, 10), "jpeg"),
                "is a JPEG file; a blur kernel is read from PNG, TIFF, BMP, PNM or NPY");
        assertKernelRefused(folder.resolve("none.png"), "no such file");
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_BINARY})
    void keepsWhatIsWhiteInAMaskPicture(int type) throws IOException {
        var picture = new BufferedImage(3, 2, type);
        picture.setRGB(1, 0, 0xffffffff);

        Mask mask = MaskFiles.read(Pictures.write(folder.resolve("m.png"), picture, "png"));

        assertThat(mask.observed().shape()).containsExactly(1, 1, 2, 3);
        assertThat(mask.observed().toFloats()).containsExactly(0, 1, 0, 0, 0, 0);
        assertThat(mask.notices()).isEmpty();
    }

    @Test
    void decidesSoftMasksAtOneHalfWithANotice() throws IOException {
        var picture = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {0, 127, 128, 255});

        Mask mask = MaskFiles.read(Pictures.write(folder.resolve("m.png"), picture, "png"));

        assertThat(mask.observed().toFloats()).containsExactly(0, 0, 1, 1);
        assertThat(mask.notices())
                .containsExactly("2 of 4 mask values lie between black and white; decided at one half");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"2,3; 1", "1,2,3; 1", "1,1,2,3; 1", "3,2,3; 3", "1,3,2,3; 3"})
    void readsMasksFromArrays(String sizes, int channels) throws IOException {
        int[] shape =
                Arrays.stream(sizes.split(",")).mapToInt(Integer::parseInt).toArray();
        var values = new float[6 * channels];
        values[4] = 1;
        Path file = folder.resolve("m.npy");
        Npy.write(values, shape, file);

        Mask mask = MaskFiles.read(file);

        assertThat(mask.observed().shape()).containsExactly(1, channels, 2, 3);
        assertThat(mask.observed().toFloats()).isEqualTo(values);
    }

    @Test
    void refusesWhatIsNoMask() throws IOException {
        Path file = folder.resolve("m.npy");
        Npy.write(new float[] {0, 1, Float.NaN, 1}, new int[] {2, 2}, file);
        assertMaskRefused(
                file,
                "holds NaN; a mask holds numbers from 0 (missing) to 1 (kept), or to 255 or 65535 where that is kept");
        assertMaskRefused(
                Pictures.write(folder.resolve("c.png"), Pictures.noise(3, 3, BufferedImage.TYPE_INT_RGB), "png"),
                "is a coloured picture; a mask is black and white");
        assertMaskRefused(Files.writeString(folder.resolve("e.png"), ""), "the file is empty");
    }

    private static void assertKernelRefused(Path file, String reason) {
        assertThatIOException().isThrownBy(() -> KernelFiles.read(file)).withMessage(file + ": " + reason);
    }

    private static void assertMaskRefused(Path file, String reason) {
        assertThatIOException().isThrownBy(() -> MaskFiles.read(file)).withMessage(file + ": " + reason);
    }
}
