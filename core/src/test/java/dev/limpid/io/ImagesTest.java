package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
    private final Scope scope = Scope.open();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void writesAndReadsEveryByte(int channels) throws IOException {
        var bytes = new float[channels * 16 * 16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (float) ((i * 7 % 256) / 127.5 - 1);
        }
        Tensor pixels = Tensor.of(bytes, 1, channels, 16, 16);
        Path file = folder.resolve("x.png");

        Images.write(pixels, file);
        Image read = Images.read(file);

        assertThat(read.pixels().toFloats()).isEqualTo(bytes);
        assertThat(read.channels()).isEqualTo(channels);
        assertThat(read.format()).isEqualTo("PNG");
        assertThat(read.bits()).isEqualTo(8);
        assertThat(read.notices()).isEmpty();
    }

    @Test
    void cutsAndRoundsWhatItWrites() throws IOException {
        Path file = folder.resolve("x.png");
        float half = 1 / 255f;

        Images.write(Tensor.of(new float[] {-3, 2, half * 0.9f - 1, half * 1.1f - 1}, 1, 1, 2, 2), file);

        assertThat(bytes(Images.read(file))).containsExactly(0, 255, 0, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 1, 8", // 8-bit gray
        "11, 1, 16", // 16-bit gray
        "12, 1, 1", // black and white
        "5, 3, 8", // RGB
        "13, 3, 8", // palette
    })
    void readsPngsOfManyKinds(int type, int channels, int bits) throws IOException {
        BufferedImage picture = Pictures.noise(7, 5, type);

        Image read = Images.read(Pictures.write(folder.resolve("x.png"), picture, "png"));

        assertThat(read.pixels().shape()).containsExactly(1, channels, 5, 7);
        assertThat(read.bits()).isEqualTo(bits);
        assertThat(read.notices()).isEmpty();
        float[] values = read.pixels().toFloats();
        boolean raw = type == BufferedImage.TYPE_BYTE_GRAY || type == BufferedImage.TYPE_USHORT_GRAY;
        for (int i = 0; i < values.length; i++) {
            int x = i % 7;
            int y = i / 7 % 5;
            int c = i / 35;
            double expected = raw
                    ? picture.getRaster().getSample(x, y, 0) / (double) ((1 << bits) - 1)
                    : (picture.getRGB(x, y) >> (16 - 8 * c) & 0xff) / 255.0;
            assertThat(values[i]).isCloseTo((float) (2 * expected - 1), within(1e-6f));
        }
    }

    @Test
    void keepsTransparencyAside() throws IOException {
        BufferedImage picture = Pictures.noise(4, 4, BufferedImage.TYPE_INT_ARGB);

        Image read = Images.read(Pictures.write(folder.resolve("x.png"), picture, "png"));

        assertThat(read.channels()).isEqualTo(3);
        assertThat(bytes(read)[0]).isEqualTo(picture.getRGB(0, 0) >> 16 & 0xff);
        float[] alpha = read.alpha() == null ? new float[0] : read.alpha().toFloats();
        assertThat(alpha[5]).isEqualTo((picture.getRGB(1, 1) >>> 24) / 255f);
        assertThat(read.notices()).isEmpty();
    }

    @Test
    void readsJpegsByContentWhateverTheirName() throws IOException {
        var picture = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
        picture.createGraphics().fillRect(0, 0, 16, 8);

        Image named = Images.read(Pictures.write(folder.resolve("x.JPG"), picture, "jpeg"));
        Image mislabelled = Images.read(Pictures.write(folder.resolve("x.png"), picture, "jpeg"));

        assertThat(named.format()).isEqualTo("JPEG");
        assertThat(named.notices()).isEmpty();
        assertThat(named.pixels().shape()).containsExactly(1, 3, 8, 16);
        assertThat(named.pixels().min().item()).isGreaterThan(0.98);
        assertThat(mislabelled.pixels().toFloats()).isEqualTo(named.pixels().toFloats());
        assertThat(mislabelled.notices()).containsExactly("read as JPEG, although its name says otherwise");
    }

    @Test
    void keepsAGrayJpegGray() throws IOException {
        var picture = Pictures.noise(8, 8, BufferedImage.TYPE_BYTE_GRAY);

        assertThat(Images.read(Pictures.write(folder.resolve("x.jpg"), picture, "jpeg"))
                        .channels())
                .isEqualTo(1);
    }

    @Test
    void readsASinglePixel() throws IOException {
        var picture = Pictures.noise(1, 1, BufferedImage.TYPE_INT_RGB);

        Image read = Images.read(Pictures.write(folder.resolve("x.png"), picture, "png"));

        assertThat(read.pixels().shape()).containsExactly(1, 3, 1, 1);
    }

    @Test
    void refusesWhatIsNotAFile() {
        assertRefused(folder.resolve("none.png"), "no such file");
        assertRefused(folder, "is a folder");
    }

    @Test
    void refusesWhatIsNotAPicture() throws IOException {
        assertRefused(Files.write(folder.resolve("e.png"), new byte[0]), "the file is empty");
        assertRefused(
                Files.writeString(folder.resolve("t.png"), "<html>not found</html>"),
                "is not a picture that can be read; PNG, JPEG, TIFF, BMP, PNM, WebP and NPY are read");
        assertRefused(
                Pictures.write(folder.resolve("g.jpg"), Pictures.noise(4, 4, 13), "gif"),
                "is a GIF file; PNG, JPEG, TIFF, BMP, PNM, WebP and NPY are read");
    }

    @ParameterizedTest
    @CsvSource({"png, 0.002", "png, 0.05", "png, 0.5", "png, 0.95", "jpeg, 0.5", "jpeg, 0.9", "jpeg, 0.999"})
    void refusesTruncatedPictures(String format, double share) throws IOException {
        byte[] whole = Pictures.encode(Pictures.noise(64, 48, BufferedImage.TYPE_INT_RGB), format);

        Path file = Files.write(folder.resolve("x." + format), Arrays.copyOf(whole, (int) (whole.length * share)));

        assertRefused(file, "the file is truncated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg"})
    void refusesDamagedPicturesInOneLine(String format) throws IOException {
        byte[] whole = Pictures.encode(Pictures.noise(64, 48, BufferedImage.TYPE_INT_RGB), format);
        var random = new Random(3);
        for (int round = 0; round < 200; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 20; i++) {
                damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt();
            }

            try {
                Images.decode(damaged, "x." + format);
            } catch (IOException e) {
                // A JPEG has no checksum and may pass; nothing else than this exception may come.
                assertThat(e.getMessage()).startsWith("x." + format + ": ").doesNotContain("\n");
            }
        }
    }

    @Test
    void refusesAHugePictureBeforeMemoryIsGiven() throws IOException {
        byte[] file = Pictures.encode(Pictures.noise(4, 4, BufferedImage.TYPE_INT_RGB), "png");
        Containers.declareSize(file, 2_000_000_000, 2_000_000_000);

        assertRefused(
                Files.write(folder.resolve("bomb.png"), file),
                "2000000000 x 2000000000 pixels are more than the limit of 64000000");
    }

    @Test
    void refusesMoreThanTheGivenLimits() throws IOException {
        Path file = Pictures.write(folder.resolve("x.png"), Pictures.noise(11, 10, 5), "png");
        long size = Files.size(file);

        assertThat(Images.read(file, new ReadLimits(110, size)).width()).isEqualTo(11);
        assertThatIOException()
                .isThrownBy(() -> Images.read(file, new ReadLimits(109, size)))
                .withMessage(file + ": 11 x 10 pixels are more than the limit of 109");
        assertThatIOException()
                .isThrownBy(() -> Images.read(file, new ReadLimits(110, size - 1)))
                .withMessage(file + ": " + size + " bytes are more than the limit of " + (size - 1)
                        + "; it grows with --max-pixels");
    }

    @Test
    void convertsFourColourJpegs() throws IOException {
        var raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null);
        Path bare = Pictures.writeRaster(folder.resolve("bare.jpg"), raster, "jpeg");
        byte[] file = Files.readAllBytes(bare);
        byte[] marker = HexFormat.of().parseHex("ffee000e41646f62650064000000000000");
        var marked = new byte[file.length + marker.length - 1];
        System.arraycopy(file, 0, marked, 0, 2);
        System.arraycopy(marker, 0, marked, 2, marker.length - 1);
        System.arraycopy(file, 2, marked, marker.length + 1, file.length - 2);

        for (Path jpeg : List.of(bare, Files.write(folder.resolve("adobe.jpg"), marked))) {
            Image read = Images.read(jpeg);

            assertThat(read.channels()).isEqualTo(3);
            assertThat(read.notices()).contains("its CMYK colours were converted to 8-bit sRGB");
        }
    }

    @Test
    void refusesToWriteWhatIsNotAPicture() {
        Path file = folder.resolve("x.png");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.write(Tensor.zeros(1, 2, 4, 4), file))
                .withMessage("a picture is written from shape (1, 1 or 3, H, W), got [1, 2, 4, 4]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.write(Tensor.full(Double.NaN, 1, 3, 4, 4), file))
                .withMessage("the picture has a pixel that is not a number (NaN)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.write(Tensor.zeros(1, 3, 4, 4), folder.resolve("x.jpg")))
                .withMessage(folder.resolve("x.jpg") + ": pictures are written as PNG; the name must end in .png");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesNothingBehindWhereItCannotWrite() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "");
        Path taken = Files.createDirectory(folder.resolve("taken.png"));
        Tensor pixels = Tensor.zeros(1, 1, 2, 2);

        assertThatIOException()
                .isThrownBy(() -> Images.write(pixels, folder.resolve("none/x.png")))
                .withMessage("cannot write " + folder.resolve("none/x.png") + ": no such file or folder");
        assertThatIOException()
                .isThrownBy(() -> Images.write(pixels, plain.resolve("x.png")))
                .withMessageStartingWith("cannot write " + plain.resolve("x.png") + ": ");
        assertThatIOException()
                .isThrownBy(() -> Images.write(pixels, taken))
                .withMessage("cannot write " + taken + ": it is a folder");
        assertThat(folder).isDirectoryNotContaining(p -> p.toString().contains(".part"));
    }

    @Test
    void replacesAFormerFile() throws IOException {
        Path file = Files.writeString(folder.resolve("x.png"), "old");

        Images.write(Tensor.zeros(1, 1, 2, 2), file);

        assertThat(Images.read(file).width()).isEqualTo(2);
        assertThat(folder).isDirectoryContaining(p -> p.equals(file));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void cropsInsideThePictureOnly() {
        Tensor pixels = Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 1, 1, 2, 3);

        assertThat(Images.crop(pixels, 1, 0, 2, 2).toFloats()).containsExactly(1, 2, 4, 5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.crop(pixels, 2, 0, 2, 2))
                .withMessage("crop of 2 x 2 at 2,0 is not inside the picture of 3 x 2");
        assertThatIllegalArgumentException().isThrownBy(() -> Images.crop(pixels, -1, 0, 2, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> Images.crop(pixels, 0, 0, 0, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> Images.crop(pixels, 1, 0, Integer.MAX_VALUE, 2));
    }

    @Test
    void resizesWithinTheRange() {
        Tensor pixels = Rng.of(1).normal(1, 3, 20, 30).clamp(-1, 1);

        Tensor small = Images.resize(pixels, 10, 7);

        assertThat(small.shape()).containsExactly(1, 3, 7, 10);
        assertThat(small.abs().max().item()).isLessThanOrEqualTo(1);
    }

    private static void assertRefused(Path file, String reason) {
        assertThatIOException().isThrownBy(() -> Images.read(file)).withMessage(file + ": " + reason);
    }

    private static int[] bytes(Image image) {
        float[] values = image.pixels().toFloats();
        var bytes = new int[values.length];
        Arrays.setAll(bytes, i -> Math.round((values[i] + 1) * 127.5f));
        return bytes;
    }
}
