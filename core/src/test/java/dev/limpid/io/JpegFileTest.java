package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.limpid.tensor.Scope;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All that stands around the pixels of a JPEG: other pictures behind it, profiles in pieces, marks of its colours. */
class JpegFileTest {
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final int APP14 = 0xee;
    private static final String SEVERAL = "holds more than one picture; the first is read";
    private static final String CARRIED =
            "its colour profile is carried into the result; the samples are not converted";

    private final Scope scope = Scope.open();
    private byte[] jpeg = {};
    private float[] pixels = {};

    @BeforeEach
    void make() throws IOException {
        jpeg = Pictures.encode(Pictures.noise(24, 16, BufferedImage.TYPE_3BYTE_BGR), "jpeg");
        pixels = Images.decode(jpeg, "x").pixels().toFloats();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static byte[] resource(String name) throws IOException, URISyntaxException {
        return Files.readAllBytes(
                Path.of(JpegFileTest.class.getResource("cases/" + name).toURI()));
    }

    /** Hashes are of Pillow's {@code Image.open(file).convert("RGB").tobytes()}. */
    @ParameterizedTest
    @CsvSource({
        "phone_mpf.jpg, c87730a574da22af75718a96cb1e2b4ac5117727cafebd460109734f1e73236d",
        "icc_outoforder.jpg, 771555ffbc713471e3292ffe063728be333c346b543c5c6d21cebf88a7e9a84b",
        "empty_icc.jpg, 771555ffbc713471e3292ffe063728be333c346b543c5c6d21cebf88a7e9a84b",
    })
    void hasThePixelsThatLibjpegHas(String name, String sha256) throws Exception {
        Image image = Images.decode(resource(name), name);

        float[] values = image.pixels().toFloats();
        var bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round((values[i % 3 * 4096 + i / 3] + 1) / 2 * 255);
        }
        assertThat(Sha256.of(bytes)).isEqualTo(sha256);
    }

    @Test
    void readsTheFirstPictureAndSaysThatOthersFollow() throws Exception {
        byte[] gap = new byte[37];

        assertThat(Images.decode(resource("phone_mpf.jpg"), "x").notices()).containsExactly(SEVERAL);
        for (byte[] file : new byte[][] {Containers.join("", jpeg, jpeg), Containers.join("", jpeg, gap, jpeg, gap)}) {
            Image read = Images.decode(file, "x");
            assertThat(read.notices()).containsExactly(SEVERAL);
            assertThat(read.pixels().toFloats()).isEqualTo(pixels);
        }
    }

    @Test
    void passesOverWhatIsNoPictureBehindIt() throws IOException {
        var rest = new byte[5000];
        new Random(1).nextBytes(rest);
        for (byte[] file : new byte[][] {Containers.join("", jpeg, new byte[64]), Containers.join("", jpeg, rest)}) {
            Image read = Images.decode(file, "x");
            assertThat(read.notices()).isEmpty();
            assertThat(read.pixels().toFloats()).isEqualTo(pixels);
        }
    }

    /** Some cameras write so; a length counts its own two bytes. */
    @ParameterizedTest
    @ValueSource(ints = {0xfe, 0xe5})
    void passesOverSegmentsWhoseLengthIsZero(int marker) throws IOException {
        byte[] empty = {(byte) 0xff, (byte) marker, 0, 0};
        byte[] file = Containers.join("\u00ff\u00d8", empty, Arrays.copyOfRange(jpeg, 2, jpeg.length));

        Image read = Images.decode(file, "x");

        assertThat(read.notices()).isEmpty();
        assertThat(read.pixels().toFloats()).isEqualTo(pixels);
    }

    @Test
    void writesALongProfileInNumberedParts() throws IOException {
        var profile = new byte[150_000];
        new Random(3).nextBytes(profile);
        var parts = new ByteArrayOutputStream();
        new IccProfile(profile, Optional.empty()).write(parts);
        byte[] file = Containers.join("\u00ff\u00d8", parts.toByteArray(), Arrays.copyOfRange(jpeg, 2, jpeg.length));

        assertThat(JpegFile.of(file, "x").segments())
                .filteredOn(segment -> segment.marker() == APP2)
                .hasSize(3);
        assertThat(JpegFile.of(file, "x").embedded().icc()).isEqualTo(profile);
    }

    /** Previews, notes of the maker and damaged Exif say nothing of the pixels; decoders that look into them fail. */
    @Test
    void passesOverSegmentsThatItsPixelsDoNotNeed() throws IOException {
        byte[] file = jpeg;
        file = Containers.jpegSegment(file, APP0, Containers.join("JFXX\0\u0010\u00ff\u00d8\u00ff\u00d9"));
        file = Containers.jpegSegment(file, APP1, Containers.join("Exif\0\0MM\0*\u00ff\u00ff\u00ff\u00ff"));
        file = Containers.jpegSegment(file, APP2, Containers.join("MPF\0II*\0\u00ff\u00ff\u00ff\u007f"));
        file = Containers.jpegSegment(file, APP2, Containers.join("ICC_PROFILE\0"));
        file = Containers.jpegSegment(
                file, 0xed, Containers.join("Photoshop 3.0\0008BIM\4\4\0\0\u00ff\u00ff\u00ff\u00ff"));

        Image read = Images.decode(file, "x");

        assertThat(read.notices())
                .containsExactly(
                        "its IPTC is damaged or has more than 4194304 bytes; it is left out",
                        "its Exif is damaged; it is left out");
        assertThat(read.encoding().icc()).isNull();
        assertThat(read.pixels().toFloats()).isEqualTo(pixels);
    }

    @Test
    void joinsAProfileByTheNumbersOfItsParts() throws Exception {
        Image read = Images.decode(resource("icc_outoforder.jpg"), "x");

        assertThat(read.notices()).containsExactly(CARRIED);
        // exiftool -icc_profile -b
        assertThat(Sha256.of(Objects.requireNonNull(read.encoding().icc())))
                .isEqualTo("c0995b8b196223f1c029c013b04d0ee11bce3d3dd8a23f814cac73e50ac0719a");
        Image empty = Images.decode(resource("empty_icc.jpg"), "x");
        assertThat(empty.notices()).isEmpty();
        assertThat(empty.encoding().icc()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 2", "0, 1", "3, 2"})
    void leavesAProfileOutThatIsNotWhole(int number, int of) throws IOException {
        byte[] part = Containers.join("ICC_PROFILE\0" + (char) number + (char) of, new byte[200]);

        Image read = Images.decode(Containers.jpegSegment(jpeg, APP2, part), "x");

        assertThat(read.notices()).containsExactly("its colour profile is incomplete; it is left out");
        assertThat(read.encoding().icc()).isNull();
        assertThat(read.pixels().toFloats()).isEqualTo(pixels);
    }

    /** As libjpeg takes them: without a word it is YCbCr, whatever Exif there is and whatever the sampling. */
    @Test
    void takesColoursThatNothingIsSaidOfForYcbcr() throws IOException {
        byte[] silent = Containers.join("\u00ff\u00d8", Arrays.copyOfRange(jpeg, 20, jpeg.length));
        assertThat(JpegFile.of(silent, "x").segments())
                .noneMatch(segment -> segment.marker() == APP0)
                .hasSize(JpegFile.of(jpeg, "x").segments().size() - 1);
        byte[] exif = Containers.jpegSegment(silent, APP1, Containers.join("Exif\0\0II*\0\10\0\0\0\0\0\0\0\0\0"));
        byte[] adobe = Containers.jpegSegment(silent, APP14, Containers.join("Adobe\0\144\0\0\0\0\1"));

        assertThat(Images.decode(silent, "x").pixels().toFloats()).isEqualTo(pixels);
        assertThat(Images.decode(exif, "x").pixels().toFloats()).isEqualTo(pixels);
        assertThat(Images.decode(adobe, "x").pixels().toFloats()).isEqualTo(pixels);
    }

    /** libjpeg: YCbCr for three channels with JFIF, whatever Adobe's segment says. */
    @Test
    void takesJfifBeforeAdobe() throws IOException {
        byte[] rgb = Containers.join("\u00ff\u00ee\0\16Adobe\0\144\0\0\0\0\0");
        byte[] file = Containers.join("", Arrays.copyOf(jpeg, 20), rgb, Arrays.copyOfRange(jpeg, 20, jpeg.length));

        assertThat(Images.decode(file, "x").pixels().toFloats()).isEqualTo(pixels);
    }

    /** Steps of 16 bits that fit into 8 are read as libjpeg reads them; the decoder would cut greater ones. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void refusesStepsOfQuantizationThatItsDecoderCuts(int high) throws IOException {
        JpegFile.Segment steps = JpegFile.of(jpeg, "x").segments().stream()
                .filter(segment -> segment.marker() == 0xdb)
                .findFirst()
                .orElseThrow();
        var wide = new ByteArrayOutputStream();
        for (int i = steps.start(); i < steps.end(); i++) {
            boolean begins = (i - steps.start()) % 65 == 0;
            wide.writeBytes(begins ? new byte[] {(byte) (jpeg[i] | 0x10)} : new byte[] {(byte) high, jpeg[i]});
        }
        int length = wide.size() + 2;
        byte[] file = Containers.join(
                "",
                Arrays.copyOf(jpeg, steps.start() - 2),
                new byte[] {(byte) (length >> 8), (byte) length},
                wide.toByteArray(),
                Arrays.copyOfRange(jpeg, steps.end(), jpeg.length));

        if (high == 0) {
            assertThat(Images.decode(file, "x").pixels().toFloats()).isEqualTo(pixels);
        } else {
            assertThatIOException()
                    .isThrownBy(() -> Images.decode(file, "x"))
                    .withMessageMatching("x: has a quantization step of \\d+; up to 255 are read");
        }
    }

    @Test
    void refusesMoreScansThanCanBeReadInTime() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> Images.decode(resource("progressive-2000-empty-scans.jpg"), "x"))
                .withMessage("x: has 2009 scans of 7900 x 8000 pixels; 50 are read at this size");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("decoding x"));
    }

    @Test
    void refusesMoreScansInAStripOfATiff() throws Exception {
        byte[] tiff = TiffBuilder.littleEndian()
                .page(7900, 8000, 8, 3, 6, resource("progressive-2000-empty-scans.jpg"))
                .shorts(259, 7)
                .build();

        assertThatIOException()
                .isThrownBy(() -> Images.decode(tiff, "x"))
                .withMessage("x: has 2009 scans of 7900 x 8000 pixels; 50 are read at this size");
    }

    @Test
    void refusesMoreSegmentsThanAFileHas() {
        var segments = new ByteArrayOutputStream();
        for (int i = 0; i < 70_000; i++) {
            segments.writeBytes(Containers.join("\u00ff\u00fe\0\2"));
        }
        byte[] file = Containers.join("\u00ff\u00d8", segments.toByteArray(), Arrays.copyOfRange(jpeg, 2, jpeg.length));

        assertThatIOException()
                .isThrownBy(() -> Images.decode(file, "x"))
                .withMessage("x: has more than 65536 segments");
    }

    @Test
    void saysWhatIsWrongWithAPictureThatNeverEnds() {
        byte[] open = Arrays.copyOf(jpeg, jpeg.length - 2);
        assertThatIOException().isThrownBy(() -> Images.decode(open, "x")).withMessage("x: the file is truncated");
        assertThatIOException()
                .isThrownBy(() -> Images.decode(Containers.join("\u00ff\u00d8\u00ff\u00d9"), "x"))
                .withMessageStartingWith("x: cannot be decoded: ");
    }
}
