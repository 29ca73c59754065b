package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Scope;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels and depths that decoders mistake come out as the file says, or are refused by name. */
class PictureChannelsTest {
    private static final byte[] RGB_PROFILE =
            ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();

    private final Scope scope = Scope.open();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        scope.close();
    }

    private static Path reported(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(PictureChannelsTest.class.getResource("reported/" + name))
                .toURI());
    }

    private Image read(TiffBuilder tiff, RangeChoice range) throws IOException {
        return PictureFormatsTest.read(Files.write(folder.resolve("x.tif"), tiff.build()), range);
    }

    /** From black, 0, to white. */
    private static int[] levels(Image image, int white) {
        float[] values = image.pixels().permute(0, 2, 3, 1).contiguous().toFloats();
        var levels = new int[values.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (int) Math.rint((values[i] + 1.0) / 2 * white);
        }
        return levels;
    }

    /** Pillow reads 17 times ((x + y) / 8) modulo 16, and shade 0 as transparent. */
    @Test
    void readsGrayOfFourBitsWithATransparentShade() throws Exception {
        Image read = Images.read(reported("gray4bit-trns.png"));

        assertThat(read.bits()).isEqualTo(4);
        assertThat(read.notices()).isEmpty();
        float[] alpha = read.alpha() == null ? new float[0] : read.alpha().toFloats();
        int[] levels = levels(read, 15);
        for (int i = 0; i < 64 * 64; i++) {
            int sample = (i % 64 + i / 64) / 8 % 16;
            assertThat(levels[i]).isEqualTo(sample);
            assertThat(alpha[i]).isEqualTo(sample == 0 ? 0 : 1);
        }
        assertThat(MaskFiles.read(reported("gray4bit-trns.png")).observed().shape())
                .containsExactly(1, 1, 64, 64);
    }

    @Test
    void scalesTheAlphaOfAPamByItsContainerAlone() throws IOException {
        String header = "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 2\nMAXVAL 100\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n";
        Path file = Files.write(folder.resolve("x.pam"), Containers.join(header, new byte[] {25, 80}));

        Image read = PictureFormatsTest.read(file, RangeChoice.NATURAL);

        assertThat(read.pixels().item()).isCloseTo(-0.5, within(1e-6));
        assertThat(read.alpha() == null ? Double.NaN : read.alpha().item()).isCloseTo(0.8, within(1e-6));
    }

    @Test
    void refusesADecoderThatGivesAnotherDepth() {
        var picture = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);

        assertThatThrownBy(() -> RasterSamples.of(picture, SampleType.unsigned(4), true, "x.png"))
                .hasMessage("x.png: cannot be decoded: its decoder gives 8 bits for 4-bit unsigned");
        picture.getRaster().setSample(0, 0, 0, 16);
        Samples samples = RasterSamples.of(picture.getRaster(), SampleType.unsigned(4));
        assertThatThrownBy(() -> Planes.finiteRow(samples, 0, 0, new double[1], "x.png"))
                .hasMessage("x.png: cannot be decoded: its decoder gives 16 in row 0, column 0 for 4-bit unsigned");
    }

    @ParameterizedTest
    @ValueSource(strings = {"II", "MM"})
    void readsColoursOfFourBits(String order) throws IOException {
        var tiff = new TiffBuilder(order.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .page(2, 2, 4, 3, 2, HexFormat.of().parseHex("123456" + "789abc"));

        assertThat(levels(read(tiff, RangeChoice.NATURAL), 15)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    /** scikit-image: lab2rgb of (60, −20, 30) times 65535, its white that of D65. */
    @ParameterizedTest
    @CsvSource({
        "8, 8, 99 ec 1e",
        "16, 8, 9999 ec00 1e00",
        "8, 9, 99 6c 9e",
        "16, 9, 9900 6c00 9e00",
    })
    void convertsLab(int bits, int photometric, String sample) throws IOException {
        byte[] pixel = HexFormat.of().parseHex(sample.replace(" ", ""));
        var tiff = new TiffBuilder(ByteOrder.BIG_ENDIAN)
                .page(1, 1, bits, 3, photometric, pixel)
                .tag(34675, 7, RGB_PROFILE);

        Image read = read(tiff, RangeChoice.NATURAL);

        assertThat(read.encoding().type()).isEqualTo(SampleType.unsigned(bits));
        assertThat(read.encoding().icc()).isNull();
        assertThat(read.notices()).containsExactly("its Lab colours were converted to sRGB");
        float[] rgb = read.pixels().toFloats();
        double[] expected = {32817.88, 39343.86, 23249.96};
        for (int c = 0; c < 3; c++) {
            assertThat((rgb[c] + 1) / 2).isCloseTo((float) (expected[c] / 65535), within(bits == 8 ? 0.002f : 1e-4f));
        }
    }

    @Test
    void saysThatItConvertsYCbCrAndKeepsTheProfileOfItsRgb() throws IOException {
        // CCIR 601: red of 254.
        var tiff = TiffBuilder.littleEndian()
                .page(1, 1, 8, 3, 6, new byte[] {76, 85, (byte) 255})
                .shorts(530, 1, 1)
                .tag(34675, 7, RGB_PROFILE);

        Image read = read(tiff, RangeChoice.NATURAL);

        assertThat(levels(read, 255)).containsExactly(254, 0, 0);
        assertThat(read.notices()).first().isEqualTo("its YCbCr colours were converted to RGB");
        assertThat(read.encoding().icc()).isEqualTo(RGB_PROFILE);
    }

    /** libtiff's tools 4.5 wrote it: (3 x + y) / 256. */
    @Test
    void readsTheFloatingPointPredictorThatLibtiffExchanges() throws Exception {
        Image read = Images.read(reported("fpred3-bigendian.tif"));

        float[] values = read.pixels().toFloats();
        for (int i = 0; i < values.length; i++) {
            assertThat((values[i] + 1) / 2).isEqualTo((3 * (i % 64) + i / 64) / 256f);
        }
        assertThat(read.notices())
                .containsExactly("the bytes of its samples were exchanged: its floating point predictor (3) is that of"
                        + " libtiff 4.5");
    }

    /** As Adobe's TIFF Technical Note 3 says, and the other way round; thousandths have bits in every byte. */
    @ParameterizedTest
    @CsvSource({"MM, 32, false", "MM, 32, true", "MM, 64, false", "MM, 64, true", "II, 32, false", "II, 64, false"})
    void readsTheFloatingPointPredictor(String order, int bits, boolean exchanged) throws IOException {
        int bytes = bits / 8;
        var planes = new byte[50 * bytes];
        for (int x = 0; x < 50; x++) {
            long sample =
                    bits == 32 ? (long) Float.floatToIntBits(x / 1000f) << 32 : Double.doubleToLongBits(x / 1000.0);
            for (int b = 0; b < bytes; b++) {
                int plane = exchanged ? bytes - 1 - b : b;
                planes[50 * plane + x] = (byte) (sample >> (56 - 8 * b));
            }
        }
        for (int i = planes.length - 1; i > 0; i--) {
            planes[i] -= planes[i - 1];
        }
        var packed = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(packed)) {
            deflater.write(planes);
        }
        var tiff = new TiffBuilder(order.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .page(50, 1, bits, 1, 1, packed.toByteArray())
                .shorts(259, 8)
                .shorts(317, 3)
                .shorts(339, 3);

        Image read = read(tiff, RangeChoice.NATURAL);

        float[] values = read.pixels().toFloats();
        for (int x = 0; x < 50; x++) {
            assertThat((values[x] + 1) / 2).isCloseTo(x / 1000f, within(1e-6f));
        }
        assertThat(read.notices()).hasSize(exchanged ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"0:1, 0 0.25 1, 1 0.75 0", "-1:3, -1 0 3, 1 0.75 0"})
    void turnsFloatsWhoseWhiteIsZeroRound(String range, String stored, String shown) throws IOException {
        ByteBuffer pixels = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        for (String v : stored.split(" ", -1)) {
            pixels.putFloat(Float.parseFloat(v));
        }
        var tiff =
                TiffBuilder.littleEndian().page(3, 1, 32, 1, 0, pixels.array()).shorts(339, 3);
        Image read = read(tiff, RangeChoice.parse(range));
        Path result = folder.resolve("y.tiff");
        Images.write(read.pixels(), null, read.encoding(), result);
        Image again = PictureFormatsTest.read(result, RangeChoice.parse(range));

        float[] values = read.pixels().toFloats();
        for (int i = 0; i < 3; i++) {
            assertThat((values[i] + 1) / 2).isEqualTo(Float.parseFloat(shown.split(" ", -1)[i]));
        }
        assertThat(TiffDirectory.all(Files.readAllBytes(result)).get(0).number(TiffDirectory.PHOTOMETRIC, 0))
                .isEqualTo(1);
        assertThat(again.pixels().toFloats()).isEqualTo(values);
    }

    /** tifffile reads 0.25 under an alpha of 0.5, and so does the result say. */
    @ParameterizedTest
    @CsvSource({"0, 0.75", "1, 0.25"})
    void leavesColoursThatWereMultipliedByTheirAlpha(int photometric, double shown) throws IOException {
        var tiff = new TiffBuilder(ByteOrder.BIG_ENDIAN)
                .page(1, 1, 32, 2, photometric, HexFormat.of().parseHex("3e800000" + "3f000000"))
                .shorts(339, 3, 3)
                .shorts(338, 1);

        Image read = read(tiff, RangeChoice.NATURAL);

        assertThat((read.pixels().item() + 1) / 2).isCloseTo(shown, within(1e-6));
        assertThat(read.alpha() == null ? Double.NaN : read.alpha().item()).isEqualTo(0.5);
    }

    @Test
    void turnsTwelveBitsWhoseWhiteIsZeroRoundWithinTwelve() throws IOException {
        var tiff =
                TiffBuilder.littleEndian().page(2, 1, 12, 1, 0, HexFormat.of().parseHex("000123"));

        assertThat(levels(read(tiff, RangeChoice.NATURAL), 4095)).containsExactly(4095, 4095 - 0x123);
    }

    @Test
    void leavesAlphaAsItIsWhereWhiteIsZero() throws IOException {
        var tiff = TiffBuilder.littleEndian()
                .page(1, 1, 8, 2, 0, new byte[] {51, 102})
                .shorts(338, 2);
        Image read = read(tiff, RangeChoice.NATURAL);

        assertThat(levels(read, 255)).containsExactly(204);
        assertThat(read.alpha() == null ? Double.NaN : read.alpha().item()).isCloseTo(0.4, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 0", "2, 1, ''", "4, 2, 0", "4, 2, ''", "3, 1, 0 0", "4, 1, 2 0 0", "2, 0, 0"})
    void refusesChannelsThatNobodyCallsAlpha(int channels, int photometric, String extra) {
        var tiff = TiffBuilder.littleEndian().page(2, 2, 8, channels, photometric, new byte[4 * channels]);
        if (!extra.isEmpty()) {
            tiff.shorts(
                    338,
                    Arrays.stream(extra.split(" ", -1))
                            .mapToLong(Long::parseLong)
                            .toArray());
        }

        assertThatThrownBy(() -> read(tiff, RangeChoice.NATURAL))
                .hasMessageContaining("x.tif: has " + channels + " channels")
                .hasMessageContaining("ExtraSamples do not call");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void takesForAlphaWhatExtraSamplesCallSo(int extra) throws IOException {
        var tiff = TiffBuilder.littleEndian()
                .page(1, 1, 8, 4, 2, new byte[] {1, 2, 3, 51})
                .shorts(338, extra);
        Image read = read(tiff, RangeChoice.NATURAL);

        assertThat(levels(read, 255)).containsExactly(1, 2, 3);
        assertThat(read.alpha() == null ? Double.NaN : read.alpha().item()).isCloseTo(0.2, within(1e-6));
        assertThat(read.encoding().tags().extraSample()).isEqualTo(extra);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2,5,6", "5,6,2", "4,5,6", "5,6,4", "1,4,5,6"})
    void refusesArraysOfTwoAndFourChannels(String sizes) throws IOException {
        int[] shape =
                Arrays.stream(sizes.split(",", -1)).mapToInt(Integer::parseInt).toArray();
        Path file = folder.resolve("x.npy");
        Npy.write(new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)], shape, file);

        assertThatThrownBy(() -> PictureFormatsTest.read(file, RangeChoice.NATURAL))
                .hasMessageContaining(" channels, and an array does not say which is alpha");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void readsPalettesBesideAnExtraChannel(int extra) throws IOException {
        var map = new long[768];
        map[3] = 0x1000;
        map[256 + 3] = 0xff00;
        map[512 + 3] = 0xffff;
        var tiff = TiffBuilder.littleEndian()
                .page(1, 2, 8, 2, 3, new byte[] {3, 51, 0, (byte) 255})
                .shorts(338, extra)
                .shorts(320, map);

        Image read = read(tiff, RangeChoice.NATURAL);

        assertThat(levels(read, 255)).containsExactly(0x10, 0xff, 0xff, 0, 0, 0);
        if (extra == 0) {
            assertThat(read.alpha()).isNull();
            assertThat(read.notices())
                    .singleElement()
                    .asString()
                    .contains("the channel beside its palette is left out");
        } else {
            assertThat(read.alpha() == null ? new float[0] : read.alpha().toFloats())
                    .containsExactly(0.2f, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 6, YCbCr colours", "2, 3, a palette and a channel"})
    void refusesPlanesThatTheDecoderMistakes(int channels, int photometric, String what) {
        var tiff = TiffBuilder.littleEndian()
                .page(2, 2, 8, channels, photometric, new byte[4 * channels])
                .shorts(284, 2)
                .shorts(320, new long[768]);

        assertThatThrownBy(() -> read(tiff, RangeChoice.NATURAL))
                .hasMessage(folder.resolve("x.tif") + ": has " + what
                        + " in planes (PlanarConfiguration 2); interleaved ones are read");
    }
}
