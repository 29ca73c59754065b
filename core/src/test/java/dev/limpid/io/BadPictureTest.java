package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault of a picture is said in one line, by name. */
class BadPictureTest {
    private final Scope scope = Scope.open();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "49492b0008000000; is a BigTIFF file",
                "47494638396101; is a GIF file",
                "000000186674797068656963; is a HEIF or AVIF file",
                "0000000c6a5020200d0a870a; is a JPEG 2000 file",
                "255044462d312e37; is a PDF file",
                "504b030414000000; is a ZIP file",
                "50460a33203220; is not a picture that can be read",
                "3c68746d6c3e; is not a picture that can be read",
            })
    void namesOtherFormats(String start, String reason) {
        assertRefused(HexFormat.of().parseHex(start), reason + "; PNG, JPEG, TIFF, BMP, PNM, WebP and NPY are read");
    }

    @Test
    void readsTheContentWhateverTheNameAndSaysSo() throws IOException {
        Map<String, byte[]> whole = whole();
        for (Map.Entry<String, byte[]> file : whole.entrySet()) {
            String other = file.getKey().equals("PNG") ? "x.tif" : "x.png";

            Image read = Images.decode(file.getValue(), other);

            assertThat(read.notices())
                    .containsExactly("read as " + file.getKey() + ", although its name says otherwise");
        }
    }

    /** A good file of each format. */
    static Map<String, byte[]> whole() throws IOException {
        BufferedImage picture = Pictures.noise(40, 30, BufferedImage.TYPE_3BYTE_BGR);
        var pixels = new byte[40 * 30 * 3];
        new Random(4).nextBytes(pixels);
        return Map.of(
                "PNG", Pictures.encode(picture, "png"),
                "JPEG", Pictures.encode(picture, "jpeg"),
                "BMP", Pictures.encode(picture, "bmp"),
                "TIFF", PictureFormatsTest.tiff(picture, "LZW"),
                "PNM", Containers.join("P6\n40 30\n255\n", pixels),
                "WebP", WebPBuilder.lossless(picture),
                "NPY", npy("|u1", "(30, 40, 3)", pixels));
    }

    static byte[] npy(String type, String shape, byte[] data) {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
        return Containers.join(
                "\u0093NUMPY\u0001\0" + (char) (header.length() & 0xff) + (char) (header.length() >> 8) + header, data);
    }

    static List<String> formats() {
        return List.of("PNG", "JPEG", "BMP", "TIFF", "PNM", "WebP", "NPY");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void refusesTruncatedFiles(String format) throws IOException {
        byte[] whole = whole().getOrDefault(format, new byte[0]);
        for (double share : new double[] {0.3, 0.6, 0.9}) {
            byte[] part = Arrays.copyOf(whole, (int) (whole.length * share));

            assertThatIOException()
                    .as(format + " " + share)
                    .isThrownBy(() -> Images.decode(part, "x"))
                    .withMessageMatching("x: (the file is truncated|holds \\d+ bytes of data where shape .*)");
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void saysInOneLineWhatIsDamaged(String format) throws IOException {
        byte[] whole = whole().getOrDefault(format, new byte[0]);
        var random = new Random(7);
        for (int round = 0; round < 60; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 8; i++) {
                damaged[random.nextInt(round % 2 == 0 ? damaged.length : Math.min(damaged.length, 200))] =
                        (byte) random.nextInt();
            }
            try (var one = Scope.open()) {
                Images.decode(damaged, "x");
            } catch (IOException e) {
                assertThat(e.getMessage()).startsWith("x: ").doesNotContain("\n");
            }
        }
    }

    @Test
    void refusesHugeDeclaredSizesBeforeMemoryIsGiven() throws IOException {
        byte[] png = Pictures.encode(Pictures.noise(4, 4, BufferedImage.TYPE_INT_RGB), "png");
        Containers.declareSize(png, 2_000_000_000, 2_000_000_000);
        byte[] bmp = Pictures.encode(Pictures.noise(4, 4, BufferedImage.TYPE_3BYTE_BGR), "bmp");
        ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 100_000).putInt(22, 100_000);
        byte[] tiff = TiffBuilder.littleEndian()
                .page(100_000, 100_000, 8, 1, 1, new byte[4])
                .build();
        byte[] pnm = Containers.join("P5\n100000 100000\n255\n", new byte[4]);

        String limit = " pixels are more than the limit of 64000000";
        assertRefused(png, "2000000000 x 2000000000" + limit);
        assertRefused(bmp, "100000 x 100000" + limit);
        assertRefused(tiff, "100000 x 100000" + limit);
        assertRefused(pnm, "100000 x 100000" + limit);
        assertRefused(
                npy("|u1", "(100000, 100000)", new byte[4]), "shape (100000, 100000) has more than 256000000 elements");
    }

    @Test
    void refusesBombsBeforeMemoryIsGiven() throws IOException {
        byte[] png = Pictures.encode(Pictures.noise(4, 4, BufferedImage.TYPE_INT_RGB), "png");
        Containers.declareSize(png, 8000, 8000);

        assertRefused(png, "declares 8000 x 8000 pixels in " + png.length + " bytes, more than 10000 pixels per byte");
    }

    @Test
    void takesMorePixelsWhereItIsTold() {
        long smallFile = 256 << 20;

        // 64 million pixels of RGB in floating point are 768 million bytes.
        assertThat(ReadLimits.DEFAULT.bytes()).isEqualTo(1_024_000_000);
        assertThat(ReadLimits.ofPixels(64_000_000)).isEqualTo(ReadLimits.DEFAULT);
        assertThat(ReadLimits.ofPixels(100_000_000).bytes()).isEqualTo(1_600_000_000);
        assertThat(ReadLimits.ofPixels(Long.MAX_VALUE).bytes()).isBetween((1L << 31) - 16, (1L << 31) - 1);
        assertThat(ReadLimits.ofPixels(1).bytes()).isEqualTo(smallFile);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReadLimits.ofPixels(0))
                .withMessage(
                        "limits must be positive, got 0 pixels, 268435456 bytes, 10000 pixels per byte, 60 seconds");
    }

    @Test
    void refusesFilesThatAreTooLargeForTheLimitOrTheHeap() throws IOException {
        Path file = folder.resolve("sparse.tif");
        ReadLimits large = new ReadLimits(1, Integer.MAX_VALUE);
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 31);
            assertThatIOException()
                    .isThrownBy(() -> large.readAll(file))
                    .withMessage(file + ": 2147483648 bytes are more than the limit of 2147483647;"
                            + " files of 2 GiB are not read");
            sparse.setLength((1L << 31) - 1);
        }

        assertThatIOException()
                .isThrownBy(() -> ReadLimits.DEFAULT.readAll(file))
                .withMessage(file + ": 2147483647 bytes are more than the limit of 1024000000;"
                        + " it grows with --max-pixels");
        // No array is that large, whatever the heap.
        assertThatIOException()
                .isThrownBy(() -> large.readAll(file))
                .withMessageMatching(Pattern.quote(file + ": 2147483647 bytes do not fit into Java's heap of ")
                        + "\\d+ MiB; start java with a larger -Xmx");
    }

    @Test
    void stopsADecoderThatRunsAway() {
        var never = new CountDownLatch(1);
        var asked = new AtomicBoolean();

        assertThatIOException()
                .isThrownBy(() -> Deadline.within(
                        1,
                        "x.png",
                        () -> {
                            never.await();
                            return 0;
                        },
                        () -> asked.set(true)))
                .withMessage("x.png: decoding takes longer than 1 s");
        assertThat(asked).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"NaN, NaN", "Infinity, Infinity", "-Infinity, -Infinity"})
    void refusesWhatIsNoNumber(float value, String name) throws IOException {
        byte[] pixels = ByteBuffer.allocate(24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(16, value)
                .array();
        byte[] tiff = TiffBuilder.littleEndian()
                .page(3, 2, 32, 1, 1, pixels)
                .shorts(339, 3)
                .build();
        String reason = "the sample in row 1, column 1 is " + name + "; samples must be finite numbers";

        assertRefused(tiff, reason);
        assertRefused(npy("<f4", "(2, 3)", pixels), reason);
        Path file = Files.write(folder.resolve("x.tif"), tiff);
        assertThatIOException()
                .isThrownBy(() -> PictureFormatsTest.read(file, RangeChoice.of(0, 1)))
                .withMessage(file + ": " + reason);
    }

    @Test
    void asksForTheRangeThatAFileDoesNotSay() throws IOException {
        byte[] fractions = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(-0.5f)
                .putFloat(7)
                .array();
        byte[] integers = HexFormat.of().parseHex("00fc" + "ff0b");
        String cure = "; say which are black and white with --range min:max or --range auto";

        assertRefused(npy("<f4", "(1, 2)", fractions), "holds 32-bit floating point samples from -0.5 to 7" + cure);
        assertRefused(npy("<i2", "(1, 2)", integers), "holds 16-bit signed samples from -1024 to 3071" + cure);
        Path flat = Files.write(folder.resolve("x.npy"), npy("<i2", "(1, 2)", new byte[4]));
        assertThatIOException()
                .isThrownBy(() -> PictureFormatsTest.read(flat, RangeChoice.AUTO))
                .withMessage(
                        flat + ": every sample is 0, from which no range can be taken; give it with --range min:max");
    }

    @Test
    void saysHowManySamplesLieOutsideTheRange() throws IOException {
        Path file = Files.write(folder.resolve("x.npy"), npy("|u1", "(1, 4)", new byte[] {1, 2, 3, 4}));

        Image read = PictureFormatsTest.read(file, RangeChoice.of(2, 3));

        assertThat(read.notices()).containsExactly("2 of 4 samples lie outside the range 2:3");
        assertThat(read.pixels().toFloats()).containsExactly(-3, -1, 1, 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5| a range is min:max, such as 0:4095, or auto; got '5'",
                "a:b| a range is min:max, such as 0:4095, or auto; got 'a:b'",
                "5:5| a range is min:max, finite numbers with min below max; got 5:5",
                "7:0.5| a range is min:max, finite numbers with min below max; got 7:0.5",
                "NaN:1| a range is min:max, finite numbers with min below max; got NaN:1",
                "0:Infinity| a range is min:max, finite numbers with min below max; got 0:Infinity",
            })
    void refusesRangesThatAreNone(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RangeChoice.parse(text))
                .withMessage(message);
    }

    @Test
    void refusesARangeThatIsGivenAndAutomatic() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RangeChoice(new ValueRange(0, 1), true))
                .withMessage("a range is given or automatic, not both");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "16, 3, 1| unsupported depth: 16-bit floating point",
                "24, 1, 1| unsupported depth: 24-bit unsigned",
                "64, 1, 1| unsupported depth: 64-bit unsigned",
                "12, 2, 1| unsupported depth: 12-bit signed",
                "32, 6, 1| has samples that are no real numbers",
                "8, 1, 5| has 5 channels; gray and RGB, with or without alpha, are read",
            })
    void refusesUnsupportedDepths(String page, String start) {
        long[] p = Arrays.stream(page.split(", ")).mapToLong(Long::parseLong).toArray();
        byte[] tiff = TiffBuilder.littleEndian()
                .page(2, 2, (int) p[0], (int) p[2], 1, new byte[64])
                .shorts(339, p[1])
                .build();

        assertThatIOException().isThrownBy(() -> Images.decode(tiff, "x")).withMessageStartingWith("x: " + start);
    }

    @Test
    void refusesTiffsThatDoNotHold() throws IOException {
        byte[] mixed = gray().shorts(258, 8, 16).build();
        byte[] tooFew =
                TiffBuilder.littleEndian().page(20, 20, 8, 1, 1, new byte[16]).build();
        byte[] nowhere = gray().tag(273, 2, new byte[] {'x', 0}).build();
        byte[] beyond = gray().longs(273, 1_000_000).build();
        byte[] thumbnails = gray().longs(254, 1).build();
        byte[] endless = gray().build();
        ByteBuffer.wrap(endless).order(ByteOrder.LITTLE_ENDIAN).putInt(linkOf(endless), 24);

        assertRefused(mixed, "has channels of different depths [8, 16]");
        assertRefused(tooFew, "holds 16 bytes of pixels where it declares 400");
        assertRefused(nowhere, "says nowhere where its pixels lie");
        assertRefused(beyond, "the file is truncated");
        assertRefused(thumbnails, "holds no picture");
        assertRefused(endless, "its chain of pages does not end");
    }

    @Test
    void refusesTagsThatHoldMoreThanTheFile() {
        int value = 1 << 20;
        ByteBuffer tiff = ByteBuffer.allocate(8 + value + 2 + 12 * 100 + 4).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put(new byte[] {'I', 'I', 42, 0}).putInt(8 + value).position(8 + value);
        tiff.putShort((short) 100);
        for (int tag = 0; tag < 100; tag++) {
            tiff.putShort((short) (60_000 + tag))
                    .putShort((short) 7)
                    .putInt(value)
                    .putInt(8);
        }

        assertRefused(tiff.array(), "its tags hold more than the file");
    }

    private static TiffBuilder gray() {
        return TiffBuilder.littleEndian().page(4, 4, 8, 1, 1, new byte[16]);
    }

    /** Where the only directory says that none follows. */
    private static int linkOf(byte[] tiff) {
        ByteBuffer in = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
        return in.getInt(4) + 2 + 12 * in.getShort(in.getInt(4));
    }

    @Test
    void readsOnePageWhereOneIsWanted() throws IOException {
        byte[] two = gray().page(1, 1, 8, 1, 1, new byte[1]).build();

        assertRefused(two, "holds 2 pages, one is read");
        PictureFile file = PictureFile.open(Files.write(folder.resolve("x.tif"), two), ReadLimits.DEFAULT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file.read(2, RangeChoice.NATURAL))
                .withMessage(folder.resolve("x.tif") + ": has 2 pages, there is none of index 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(3, 8, 3)| has shape [3, 8, 3], which may be (C, H, W) or (H, W, C); store it as (1, C, H, W)",
                "(8,)| has shape [8]; a picture is (H, W), (H, W, C), (C, H, W) or (1, C, H, W) with 1 to 4 channels",
                "(2, 1, 2, 2)| has shape [2, 1, 2, 2]; a picture is (H, W), (H, W, C), (C, H, W) or (1, C, H, W) with"
                        + " 1 to 4 channels",
                "(0, 8)| has shape [0, 8]; a picture is (H, W), (H, W, C), (C, H, W) or (1, C, H, W) with 1 to 4"
                        + " channels",
            })
    void refusesArraysThatAreNoPictures(String shape, String reason) {
        int count = Arrays.stream(shape.replaceAll("[() ]", "").split(","))
                .mapToInt(Integer::parseInt)
                .reduce(1, (a, b) -> a * b);

        assertRefused(npy("|u1", shape, new byte[count]), reason);
    }

    @Test
    void refusesPixelsOutsideOfThePalette() throws IOException {
        // A 7 x 5 bitmap of 4 bits with a palette of 2 colours.
        byte[] bmp = Files.readAllBytes(
                Path.of("src/test/resources/dev/limpid/io/BmpFuzzTestInputs/read/outside-palette.bmp"));

        assertRefused(bmp, "is damaged: a pixel has colour 8 of a palette of 2");
    }

    @Test
    void refusesPnmsWithoutALargestValue() {
        byte[] blanks = Containers.join("P5" + " ".repeat(4000) + "2 2 \n");
        assertThatIOException().isThrownBy(() -> Images.decode(blanks, "x")).withMessageStartingWith("x: ");
        assertThatIOException()
                .isThrownBy(() -> Images.decode(Containers.join("P5\n2 2\n0\n", new byte[4]), "x"))
                .withMessageStartingWith("x: ");
    }

    @Test
    void refusesAlphaOfAnotherSize() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.write(
                        Tensor.zeros(1, 1, 2, 3), Tensor.zeros(1, 1, 3, 2), Encoding.PNG_8, folder.resolve("x.png")))
                .withMessage("alpha of a picture of 3 x 2 pixels has shape (1, 1, H, W), got [1, 1, 3, 2]");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff", "npy"})
    void writesNoPictureWithNaN(String ending) {
        String format = Map.of("png", "PNG", "tiff", "TIFF", "npy", "NPY").getOrDefault(ending, "");
        Encoding encoding = Encoding.plain(format, SampleType.BYTE, new ValueRange(0, 255));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.write(
                        Tensor.full(Double.NaN, 1, 1, 2, 2), null, encoding, folder.resolve("x." + ending)))
                .withMessage("the picture has a pixel that is not a number (NaN)");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesTagsThatDoNotHold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TiffTag(282, 5, new byte[7]))
                .withMessage("tag 282 of field type 5 cannot hold 7 bytes");
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatIOException().isThrownBy(() -> Images.decode(file, "x")).withMessage("x: " + reason);
    }
}
