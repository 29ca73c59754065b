package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a file says beside its pixels reaches the result. */
class PictureCarriedTest {
    private static final String ICC_NOTICE =
            "its colour profile is carried into the result; the samples are not converted";

    private final Scope scope = Scope.open();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "webp", "tiff"})
    void carriesTheColourProfileAndConvertsNothing(String format) throws IOException {
        byte[] icc = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        BufferedImage picture = Pictures.noise(8, 8, BufferedImage.TYPE_INT_RGB);
        var samples = new byte[192];
        new Random(2).nextBytes(samples);
        byte[] bare = switch (format) {
            case "webp" -> WebPBuilder.lossless(picture);
            case "tiff" ->
                TiffBuilder.littleEndian().page(8, 8, 8, 3, 2, samples).build();
            default -> Pictures.encode(picture, format);
        };
        byte[] file = switch (format) {
            case "png" -> Containers.pngChunk(bare, "iCCP", Containers.join("x\0\0", deflated(icc)));
            case "jpeg" -> Containers.jpegSegment(bare, 0xe2, Containers.join("ICC_PROFILE\0\1\1", icc));
            case "webp" ->
                WebPBuilder.riff(
                        WebPBuilder.chunk("VP8X", new byte[] {0x20, 0, 0, 0, 7, 0, 0, 7, 0, 0}),
                        WebPBuilder.chunk("ICCP", icc),
                        Arrays.copyOfRange(bare, 12, bare.length));
            default ->
                TiffBuilder.littleEndian()
                        .page(8, 8, 8, 3, 2, samples)
                        .tag(34675, 7, icc)
                        .build();
        };

        Image plain = Images.decode(bare, "x");
        Image read = Images.decode(file, "x");
        Path result = folder.resolve("y." + read.encoding().extension());
        Images.write(read.pixels(), read.alpha(), read.encoding(), result);
        Image again = Images.read(result);

        assertThat(read.pixels().toFloats()).isEqualTo(plain.pixels().toFloats());
        assertThat(read.notices()).containsExactly(ICC_NOTICE);
        assertThat(again.encoding().icc()).isEqualTo(icc);
        assertThat(again.pixels().toFloats()).isEqualTo(plain.pixels().toFloats());
    }

    private static byte[] deflated(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"II", "MM"})
    void keepsTheCalibrationOfATiff(String order) throws IOException {
        Image read = Images.decode(calibrated(order), "x.tif");
        Path result = folder.resolve("y.tiff");
        Images.write(read.pixels(), read.alpha(), read.encoding(), result);

        TiffDirectory before = TiffDirectory.all(calibrated(order)).get(0);
        TiffDirectory after = TiffDirectory.all(Files.readAllBytes(result)).get(0);
        for (int tag : new int[] {282, 283, 296, 305, 306, 33550, 33922, 65000}) {
            assertThat(after.bytes(tag)).as("tag " + tag).isEqualTo(before.bytes(tag));
        }
        assertThat(after.order()).isEqualTo(before.order());
        assertThat(after.bytes(330)).as("a pointer into the old file").isNull();
        assertThat(after.bytes(317)).as("how the old pixels were stored").isNull();
        assertThat(text(after)).isEqualTo("ImageJ=1.54p\nunit=micron\nspacing=0.5\n\0");
        assertThat(Images.read(result).pixels().toFloats())
                .isEqualTo(read.pixels().toFloats());
    }

    private static String text(TiffDirectory page) {
        byte[] description = page.bytes(TiffDirectory.DESCRIPTION);
        return description == null ? "" : new String(description, StandardCharsets.ISO_8859_1);
    }

    private static byte[] calibrated(String order) {
        return new TiffBuilder(order.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .page(2, 2, 16, 1, 1, new byte[] {1, 2, 3, 4, 5, 6, 7, 8})
                .ascii(270, "ImageJ=1.54p\nimages=300\nslices=300\nunit=micron\nspacing=0.5\n")
                .rational(282, 5, 2)
                .rational(283, 10, 4)
                .shorts(296, 3)
                .ascii(305, "a microscope")
                .ascii(306, "2026:01:02 03:04:05")
                .shorts(317, 1)
                .longs(330, 8)
                .tag(33550, 12, new byte[24])
                .tag(33922, 12, new byte[48])
                .longs(65000, 1, 2, 3)
                .build();
    }

    @Test
    void letsTheResolutionFollowTheSizeAndDropsMapCoordinates() throws IOException {
        Encoding half = Images.decode(calibrated("II"), "x.tif").encoding().scaled(0.5, 2);
        Path result = folder.resolve("y.tiff");
        Images.write(Tensor.zeros(1, 1, 4, 1), null, half, result);

        TiffDirectory page = TiffDirectory.all(Files.readAllBytes(result)).get(0);
        assertThat(rational(page, 282)).isEqualTo(1.25);
        assertThat(rational(page, 283)).isEqualTo(5);
        assertThat(page.bytes(33550)).isNull();
        assertThat(page.bytes(33922)).isNull();
        assertThat(page.bytes(65000)).isNotNull();
    }

    @Test
    void exchangesTheResolutionsOfALyingPage() throws IOException {
        byte[] tiff = TiffBuilder.littleEndian()
                .page(3, 2, 8, 1, 1, new byte[6])
                .rational(282, 1, 2)
                .rational(283, 3, 1)
                .shorts(274, 8)
                .build();
        Image read = Images.decode(tiff, "x.tif");
        Path result = folder.resolve("y.tiff");
        Images.write(read.pixels(), null, read.encoding(), result);

        TiffDirectory page = TiffDirectory.all(Files.readAllBytes(result)).get(0);
        assertThat(rational(page, 282)).isEqualTo(3);
        assertThat(rational(page, 283)).isEqualTo(0.5);
    }

    private static double rational(TiffDirectory page, int tag) {
        byte[] bytes = page.bytes(tag);
        var in = ByteBuffer.wrap(bytes == null ? new byte[8] : bytes).order(page.order());
        return in.getInt() / (double) in.getInt();
    }

    @Test
    void writesTiffsThatTheDecoderOfTheJdkReads() throws IOException {
        byte[] file = calibrated("MM");
        Image read = Images.decode(file, "x.tif");
        Path result = folder.resolve("y.tiff");
        Images.write(read.pixels(), read.alpha(), read.encoding(), result);

        var readers = ImageIO.getImageReadersByFormatName("tiff");
        BufferedImage shown = null;
        while (readers.hasNext()) {
            var reader = readers.next();
            if (reader.getClass().getName().startsWith("com.sun.")) {
                reader.setInput(ImageIO.createImageInputStream(result.toFile()));
                shown = reader.read(0);
            }
        }

        Raster raster =
                Objects.requireNonNull(shown, "Java has no reader of its own").getRaster();
        assertThat(List.of(raster.getSample(0, 0, 0), raster.getSample(1, 1, 0)))
                .containsExactly(0x0102, 0x0708);
    }
}
