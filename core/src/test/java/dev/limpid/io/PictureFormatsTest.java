package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of every format that is read, made by the JDK's writers or byte by byte, give the samples that they hold. */
class PictureFormatsTest {
    private final Scope scope = Scope.open();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @CsvSource({
        "P5 5 1 255, 8, 1, 0 1 2 254 255",
        "P5 5 1 100, 8, 1, 0 1 2 99 100",
        "P5 5 1 4095, 16, 1, 0 1 2 4094 4095",
        "P5 5 1 65535, 16, 1, 0 1 2 4094 65535",
        "P2 5 1 4095, 16, 1, 0 1 2 4094 4095",
        "P6 2 1 255, 8, 3, 0 1 2 253 254 255",
        "P6 2 1 1023, 16, 3, 0 1 2 1021 1022 1023",
        "P3 2 1 15, 8, 3, 0 1 2 13 14 15",
    })
    void readsPnm(String header, int bits, int channels, String numbers) throws IOException {
        int[] values =
                Arrays.stream(numbers.split(" ")).mapToInt(Integer::parseInt).toArray();
        int most = Integer.parseInt(header.substring(header.lastIndexOf(' ') + 1));
        var file = new ByteArrayOutputStream();
        file.writeBytes((header.replace(" ", "\n") + "\n").getBytes(StandardCharsets.US_ASCII));
        if (header.matches("P[23].*")) {
            file.writeBytes(numbers.getBytes(StandardCharsets.US_ASCII));
        } else {
            for (int v : values) {
                file.writeBytes(most > 255 ? new byte[] {(byte) (v >> 8), (byte) v} : new byte[] {(byte) v});
            }
        }

        Image read = read(Files.write(folder.resolve("x.pnm"), file.toByteArray()), RangeChoice.NATURAL);
        Image given = read(folder.resolve("x.pnm"), RangeChoice.of(0, most));

        assertThat(read.format()).isEqualTo("PNM");
        assertThat(read.channels()).isEqualTo(channels);
        assertThat(read.bits()).isEqualTo(bits);
        assertThat(stored(interleaved(read.pixels()), most)).containsExactly(values);
        assertThat(read.encoding().range()).isEqualTo(new ValueRange(0, (1 << bits) - 1));
        assertThat(given.pixels().toFloats()).isEqualTo(read.pixels().toFloats());
    }

    @Test
    void readsBitmapsAndAlphaOfPnm() throws IOException {
        Path bits = Files.writeString(folder.resolve("x.pbm"), "P1\n5 1\n1 0 1 0 1\n");
        var pam = new ByteArrayOutputStream();
        pam.writeBytes("P7\nWIDTH 2\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
                .getBytes(StandardCharsets.US_ASCII));
        pam.writeBytes(new byte[] {0, 1, 2, (byte) 255, 4, 5, 6, 51});

        Image black = read(bits, RangeChoice.NATURAL);
        Image colours = read(Files.write(folder.resolve("x.pam"), pam.toByteArray()), RangeChoice.NATURAL);

        assertThat(black.pixels().toFloats()).containsExactly(-1, 1, -1, 1, -1);
        assertThat(black.bits()).isEqualTo(1);
        assertThat(stored(interleaved(colours.pixels()), 255)).containsExactly(0, 1, 2, 4, 5, 6);
        assertThat(floats(colours.alpha())).containsExactly(1, 0.2f);
    }

    private Image pam(int depth, int most, byte... samples) throws IOException {
        var pam = new ByteArrayOutputStream();
        pam.writeBytes(("P7\n# no TUPLTYPE RGB\nWIDTH 2\nHEIGHT 1\nDEPTH " + depth + "\nMAXVAL " + most + "\nENDHDR\n")
                .getBytes(StandardCharsets.US_ASCII));
        pam.writeBytes(samples);
        return read(Files.write(folder.resolve("x.pam"), pam.toByteArray()), RangeChoice.NATURAL);
    }

    /** The format leaves it out where a file does not say what its channels mean. */
    @Test
    void readsPamWithoutATupleTypeByItsDepth() throws IOException {
        assertThat(pam(1, 255, (byte) 0, (byte) 51).pixels().toFloats()).containsExactly(-1, -0.6f);
        assertThat(pam(1, 1, (byte) 0, (byte) 1).pixels().toFloats()).containsExactly(-1, 1);
        Image rgb = pam(3, 255, (byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5);
        assertThat(stored(interleaved(rgb.pixels()), 255)).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(rgb.alpha()).isNull();

        for (int depth : new int[] {2, 4, 5}) {
            assertThatThrownBy(() -> pam(depth, 255, new byte[2 * depth]))
                    .hasMessage(
                            folder.resolve("x.pam") + ": declares a DEPTH of " + depth + " and names no TUPLTYPE that"
                                    + " would say what its channels are; 1 (gray) and 3 (RGB) are read without");
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 3", "8, 3", "9, 3", "10, 1", "12, 1", "13, 3"})
    void readsBmp(int type, int channels) throws IOException {
        BufferedImage picture = Pictures.noise(7, 5, type);

        Image read = read(Pictures.write(folder.resolve("x.bmp"), picture, "bmp"), RangeChoice.NATURAL);

        assertThat(read.format()).isEqualTo("BMP");
        assertThat(read.channels()).isEqualTo(channels);
        assertThat(stored(interleaved(read.pixels()), 255)).containsExactly(colours(picture, channels));
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB})
    void readsWebP(int type) throws IOException {
        BufferedImage picture = Pictures.noise(7, 5, type);

        Path file = Files.write(folder.resolve("x.webp"), WebPBuilder.lossless(picture));
        Image read = read(file, RangeChoice.NATURAL);

        assertThat(read.format()).isEqualTo("WebP");
        assertThat(stored(interleaved(read.pixels()), 255)).containsExactly(colours(picture, 3));
        assertThat(read.alpha() != null).isEqualTo(type == BufferedImage.TYPE_INT_ARGB);
        assertThat(read.encoding().extension()).isEqualTo("webp");
    }

    @ParameterizedTest
    @CsvSource({
        "10, LZW, 8",
        "11, LZW, 16",
        "5, LZW, 8",
        "10, Deflate, 8",
        "11, Deflate, 16",
        "5, Deflate, 8",
        "5, ZLib, 8",
        "11, PackBits, 16",
        "12, PackBits, 1",
        "12, CCITT T.6, 1",
        "13, LZW, 8"
    })
    void readsCompressedTiffs(int type, String compression, int bits) throws IOException {
        BufferedImage picture = Pictures.noise(7, 5, type);

        Image read = read(Files.write(folder.resolve("x.tif"), tiff(picture, compression)), RangeChoice.NATURAL);

        assertThat(read.bits()).isEqualTo(bits);
        int channels = type == 5 || type == 13 ? 3 : 1;
        assertThat(read.channels()).isEqualTo(channels);
        int most = (1 << bits) - 1;
        int[] expected =
                bits == 8 ? colours(picture, channels) : picture.getRaster().getSamples(0, 0, 7, 5, 0, (int[]) null);
        assertThat(stored(interleaved(read.pixels()), most)).containsExactly(expected);
    }

    @Test
    void readsTiffsWithJpegInside() throws IOException {
        var picture = new BufferedImage(16, 16, BufferedImage.TYPE_3BYTE_BGR);
        picture.createGraphics().fillRect(0, 0, 16, 16);

        Image read = read(Files.write(folder.resolve("x.tif"), tiff(picture, "JPEG")), RangeChoice.NATURAL);

        assertThat(read.channels()).isEqualTo(3);
        assertThat(read.pixels().min().item()).isGreaterThan(0.97);
    }

    @ParameterizedTest
    @ValueSource(strings = {"II", "MM"})
    void readsTwelveBitTiffs(String order) throws IOException {
        var builder = new TiffBuilder(order.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        byte[] packed = HexFormat.of().parseHex("000fff1230" + "abc0017ff0");
        Path file = Files.write(
                folder.resolve("x.tif"), builder.page(3, 2, 12, 1, 1, packed).build());

        Image read = read(file, RangeChoice.NATURAL);

        assertThat(read.encoding().type()).isEqualTo(SampleType.unsigned(12));
        assertThat(stored(read.pixels().toFloats(), 4095)).containsExactly(0, 0xfff, 0x123, 0xabc, 1, 0x7ff);
    }

    @Test
    void readsFloatingPointBeyondOne() throws IOException {
        float[] values = {-100, 0, 1.5f, 4000};
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : values) {
            bytes.putFloat(v);
        }
        byte[] tiff = TiffBuilder.littleEndian()
                .page(2, 2, 32, 1, 1, bytes.array())
                .shorts(339, 3)
                .build();
        Path file = Files.write(folder.resolve("x.tif"), tiff);

        Image read = read(file, RangeChoice.AUTO);

        assertThat(read.encoding().range()).isEqualTo(new ValueRange(-100, 4000));
        assertThat(read.notices()).containsExactly("its range -100:4000 became -1:1");
        for (int i = 0; i < 4; i++) {
            assertThat(read.encoding().range().fromUnit(read.pixels().toFloats()[i]))
                    .isCloseTo(values[i], within(1e-3));
        }
    }

    @Test
    void readsSignedTiffs() throws IOException {
        byte[] pixels = HexFormat.of().parseHex("00fc" + "0000" + "ff0b" + "ffff");
        byte[] tiff = TiffBuilder.littleEndian()
                .page(4, 1, 16, 1, 1, pixels)
                .shorts(339, 2)
                .build();

        Image read = read(Files.write(folder.resolve("x.tif"), tiff), RangeChoice.of(-1024, 3071));

        float[] values = read.pixels().toFloats();
        assertThat(values[0]).isEqualTo(-1);
        assertThat(values[2]).isEqualTo(1);
        assertThat(Math.rint(read.encoding().range().fromUnit(values[3]))).isEqualTo(-1);
    }

    @Test
    void showsWhiteIsZeroAsItLooks() throws IOException {
        byte[] tiff = TiffBuilder.littleEndian()
                .page(3, 1, 8, 1, 0, new byte[] {0, 100, (byte) 255})
                .build();

        Image read = read(Files.write(folder.resolve("x.tif"), tiff), RangeChoice.NATURAL);

        assertThat(stored(read.pixels().toFloats(), 255)).containsExactly(255, 155, 0);
    }

    @Test
    void readsThePagesOfATiffOneByOneAndLeavesOutSmallerVersions() throws IOException {
        byte[] tiff = TiffBuilder.littleEndian()
                .page(2, 1, 8, 1, 1, new byte[] {1, 2})
                .page(1, 1, 8, 1, 1, new byte[] {9})
                .longs(254, 1)
                .page(1, 2, 16, 1, 1, new byte[] {3, 0, 4, 0})
                .build();
        PictureFile file = PictureFile.open(Files.write(folder.resolve("x.tif"), tiff), ReadLimits.DEFAULT);

        assertThat(file.pages()).isEqualTo(2);
        assertThat(stored(file.read(0, RangeChoice.NATURAL).pixels().toFloats(), 255))
                .containsExactly(1, 2);
        Image second = file.read(1, RangeChoice.NATURAL);
        assertThat(second.height()).isEqualTo(2);
        assertThat(stored(second.pixels().toFloats(), 65535)).containsExactly(3, 4);
    }

    @Test
    void convertsCmykAndSaysSo() throws IOException {
        byte[] inks = {0, 0, 0, 0, (byte) 255, 0, 0, 0, 0, 0, 0, (byte) 255, 51, 0, (byte) 255, 0};
        byte[] tiff = TiffBuilder.littleEndian().page(4, 1, 8, 4, 5, inks).build();

        Image read = read(Files.write(folder.resolve("x.tif"), tiff), RangeChoice.NATURAL);

        assertThat(stored(interleaved(read.pixels()), 255))
                .containsExactly(255, 255, 255, 0, 255, 255, 0, 0, 0, 204, 255, 0);
        assertThat(read.notices()).containsExactly("its CMYK colours were converted to 8-bit sRGB");
        assertThat(read.alpha()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void turnsUprightWhatExifSays(int orientation) throws IOException {
        // Upright: 1 2 3 above 4 5 6; stored as a camera does that was held otherwise.
        byte[][] stored = {
            {1, 2, 3, 4, 5, 6}, {3, 2, 1, 6, 5, 4}, {6, 5, 4, 3, 2, 1}, {4, 5, 6, 1, 2, 3},
            {1, 4, 2, 5, 3, 6}, {3, 6, 2, 5, 1, 4}, {6, 3, 5, 2, 4, 1}, {4, 1, 5, 2, 6, 3},
        };
        boolean lying = orientation >= 5;
        byte[] tiff = TiffBuilder.littleEndian()
                .page(lying ? 2 : 3, lying ? 3 : 2, 8, 1, 1, stored[orientation - 1])
                .shorts(274, orientation)
                .build();

        Image read = read(Files.write(folder.resolve("x.tif"), tiff), RangeChoice.NATURAL);

        assertThat(read.pixels().shape()).containsExactly(1, 1, 2, 3);
        assertThat(stored(read.pixels().toFloats(), 255)).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(read.notices())
                .isEqualTo(
                        orientation == 1
                                ? List.of()
                                : List.of("turned upright, as its Exif orientation " + orientation + " says"));
    }

    @Test
    void turnsJpegPngAndWebPToo() throws IOException {
        byte[] exif = TiffBuilder.littleEndian()
                .page(1, 1, 8, 1, 1, new byte[1])
                .shorts(274, 6)
                .build();
        BufferedImage picture = Pictures.noise(6, 4, BufferedImage.TYPE_INT_RGB);
        byte[] jpeg = Containers.jpegSegment(Pictures.encode(picture, "jpeg"), 0xe1, Containers.join("Exif\0\0", exif));
        byte[] png = Containers.pngChunk(Pictures.encode(picture, "png"), "eXIf", exif);
        byte[] webp = WebPBuilder.riff(
                Arrays.copyOfRange(WebPBuilder.lossless(picture), 12, WebPBuilder.lossless(picture).length),
                WebPBuilder.chunk("EXIF", exif));

        for (byte[] file : List.of(jpeg, png, webp)) {
            Image read = Images.decode(file, "x");

            assertThat(read.pixels().shape()).containsExactly(1, 3, 6, 4);
            assertThat(read.notices()).contains("turned upright, as its Exif orientation 6 says");
        }
    }

    @Test
    void readsATwelveMegapixelJpeg() throws IOException {
        var picture = new BufferedImage(4000, 3000, BufferedImage.TYPE_BYTE_GRAY);
        picture.createGraphics().fillRect(1000, 1000, 2000, 1000);

        Image read = read(Pictures.write(folder.resolve("x.jpg"), picture, "jpeg"), RangeChoice.NATURAL);

        assertThat(read.pixels().shape()).containsExactly(1, 1, 3000, 4000);
        assertThat(Images.crop(read.pixels(), 1200, 1200, 64, 64).min().item()).isGreaterThan(0.98);
    }

    @ParameterizedTest
    @CsvSource({"'6,7', HW, 1", "'6,7,3', HWC, 3", "'3,6,7', CHW, 3", "'1,3,6,7', BCHW, 3", "'1,6,7', CHW, 1"})
    void readsArraysOfEveryLayout(String sizes, ArrayLayout layout, int channels) throws IOException {
        int[] shape =
                Arrays.stream(sizes.split(",")).mapToInt(Integer::parseInt).toArray();
        var values = new float[42 * channels];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 200f;
        }
        Path file = folder.resolve("x.npy");
        Npy.write(values, shape, file);

        Image read = read(file, RangeChoice.NATURAL);
        Images.write(read.pixels(), read.alpha(), read.encoding(), folder.resolve("y.npy"));

        assertThat(read.encoding().layout()).isEqualTo(layout);
        assertThat(read.pixels().shape()).containsExactly(1, channels, 6, 7);
        float last = read.pixels().toFloats()[42 * channels - 1];
        assertThat(last).isCloseTo(2 * values[values.length - 1] - 1, within(1e-6f));
        assertThat(Npy.read(folder.resolve("y.npy")).shape()).isEqualTo(shape);
        assertThat(IntStream.range(0, values.length)
                        .allMatch(i -> Math.abs(npy("y.npy").values()[i] - values[i]) < 1e-6))
                .isTrue();
    }

    private Npy npy(String name) {
        try {
            return Npy.read(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Image read(Path file, RangeChoice range) throws IOException {
        return PictureFile.open(file, ReadLimits.DEFAULT).read(0, range);
    }

    static byte[] tiff(BufferedImage picture, String compression) throws IOException {
        var bytes = new ByteArrayOutputStream();
        // The JDK's writer, for the reader is not its own.
        ImageWriter writer = writers("tiff")
                .filter(w -> w.getClass().getName().startsWith("com.sun."))
                .findFirst()
                .orElseThrow();
        ImageWriteParam how = writer.getDefaultWriteParam();
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionType(compression);
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), how);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static Stream<ImageWriter> writers(String format) {
        Iterable<ImageWriter> writers = () -> ImageIO.getImageWritersByFormatName(format);
        return StreamSupport.stream(writers.spliterator(), false);
    }

    /** The colours of the picture, pixel by pixel. */
    private static int[] colours(BufferedImage picture, int channels) {
        int[] all = new int[picture.getWidth() * picture.getHeight() * channels];
        for (int i = 0; i < all.length; i++) {
            int pixel = i / channels;
            int x = pixel % picture.getWidth();
            int y = pixel / picture.getWidth();
            // Java's own conversion of gray to RGB is not linear.
            all[i] = picture.getType() == BufferedImage.TYPE_BYTE_GRAY
                    ? picture.getRaster().getSample(x, y, 0)
                    : picture.getRGB(x, y) >> (16 - 8 * (i % channels)) & 0xff;
        }
        return all;
    }

    private static float[] interleaved(Tensor pixels) {
        return pixels.permute(0, 2, 3, 1).contiguous().toFloats();
    }

    private static float[] floats(@Nullable Tensor tensor) {
        return tensor == null ? new float[0] : tensor.toFloats();
    }

    private static int[] stored(float[] units, int most) {
        var values = new int[units.length];
        Arrays.setAll(values, i -> (int) Math.rint((units[i] + 1.0) / 2 * most));
        return values;
    }
}
