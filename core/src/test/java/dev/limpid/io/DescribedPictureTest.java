package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.iptc.IPTCReader;
import com.twelvemonkeys.imageio.metadata.psd.PSDReader;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exif, IPTC, XMP and the resolution of a picture stand in its result, and are true of it. The files of the folder {@code
 * described} were written by ImageMagick and ExifTool: 32 × 48 pixels that lie on their side. Other readers than ours look at
 * the results: TwelveMonkeys at Exif and IPTC; the constants are ExifTool's.
 */
class DescribedPictureTest {
    private static final int ARTIST = 315;
    private static final int EXPOSURE_TIME = 33434;
    private static final int TAKEN = 36867;
    private static final int MAKER_NOTE = 37500;

    private final Scope scope = Scope.open();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "webp"})
    void carriesEverythingIntoAPng(String ending) throws Exception {
        byte[] result =
                written(Images.decode(file(ending), "x." + ending).encoding().as(ResultFormat.PNG), 48, 32);

        Map<String, byte[]> chunks = chunks(result);
        Directory exif = exif(chunks.get("eXIf"));
        requireTrue(exif);
        assertThat(value(exif, TiffDirectory.X_RESOLUTION)).isEqualTo("200");
        assertThat(value(exif, TiffDirectory.Y_RESOLUTION)).isEqualTo("300");
        assertThat(value(exif, TiffDirectory.ORIENTATION)).isEqualTo("1");
        requireTrueXmp(new String(bytes(chunks.get("iTXt")), StandardCharsets.UTF_8));
        assertThat(chunks.get("iCCP")).isNotNull();
        assertThat(new String(result, StandardCharsets.ISO_8859_1)).doesNotContain("\u00ff\u00d8\u00ff");
        if (!ending.equals("webp")) {
            // 200 and 300 in each inch.
            assertThat(chunks.get("pHYs")).isEqualTo(HexFormat.of().parseHex("00001ec200002e2301"));
            assertThat(headline(bytes(chunks.get("zTXt")))).isEqualTo("A headline");
        }
    }

    @Test
    void carriesEverythingIntoATiff() throws Exception {
        byte[] result = written(Images.decode(file("tif"), "x.tif").encoding(), 48, 32);

        Directory page = exif(result);
        requireTrue(page);
        assertThat(value(page, TiffDirectory.X_RESOLUTION)).isEqualTo("200");
        assertThat(page.getEntryById(TiffDirectory.ORIENTATION)).isNull();
        TiffDirectory ours = TiffDirectory.all(result).get(0);
        requireTrueXmp(new String(bytes(ours.bytes(TiffDirectory.XMP)), StandardCharsets.UTF_8));
        Directory iptc = new IPTCReader().read(new ByteArrayImageInputStream(bytes(ours.bytes(TiffDirectory.IPTC))));
        assertThat(iptc.getEntryById(0x0269).getValueAsString()).isEqualTo("A headline");
    }

    private static void requireTrue(Directory exif) {
        assertThat(value(exif, ARTIST)).isEqualTo("Jane Doe");
        Directory taken = part(exif, Exif.EXIF);
        assertThat(value(taken, EXPOSURE_TIME)).isEqualTo("1/125");
        assertThat(value(taken, TAKEN)).isEqualTo("2024:05:06 07:08:09");
        assertThat(value(taken, 40962)).isEqualTo("48");
        assertThat(value(taken, 40963)).isEqualTo("32");
        assertThat(taken.getEntryById(37396))
                .as("a place in the picture that lay")
                .isNull();
        assertThat(value(part(exif, Exif.GPS), 1)).isEqualTo("N");
    }

    private static void requireTrueXmp(String xmp) {
        assertThat(xmp).contains("Größe", "<tiff:Orientation>1</tiff:Orientation>");
    }

    /** All of it goes from a JPEG into each format and comes back. */
    @ParameterizedTest
    @EnumSource(
            value = ResultFormat.class,
            names = {"JPEG", "WEBP", "TIFF"})
    void carriesEverythingIntoOtherFormats(ResultFormat format) throws Exception {
        Encoding encoding = Images.decode(file("jpg"), "x.jpg").encoding();

        Image read = Images.decode(written(encoding.as(format), 48, 32), "y");

        assertThat(read.width()).isEqualTo(48);
        assertThat(read.encoding().icc()).isEqualTo(encoding.icc());
        TiffTags tags = read.encoding().tags();
        requireTrue(exif(Objects.requireNonNull(tags.block()).tiff()));
        requireTrueXmp(new String(bytes(tags.bytes(TiffDirectory.XMP)), StandardCharsets.UTF_8));
        assertThat(Resolution.of(tags)).hasValue(new Resolution(200, 300, Resolution.INCH));
        assertThat(tags.iptc() == null).isEqualTo(format == ResultFormat.WEBP);
        assertThat(encoding.losses(format))
                .isEqualTo(
                        switch (format) {
                            case JPEG -> List.of(JpegWriter.NOTICE);
                            case WEBP -> List.of("its IPTC is left out, because WebP does not hold it");
                            default -> List.of();
                        });
    }

    @Test
    void letsTheResolutionAndThePlacesFollowTheSize() throws Exception {
        Encoding half = Images.decode(file("jpg"), "x.jpg").encoding().scaled(0.5, 0.5);

        Map<String, byte[]> chunks = chunks(written(half, 24, 16));

        Directory exif = exif(chunks.get("eXIf"));
        assertThat(value(exif, TiffDirectory.X_RESOLUTION)).isEqualTo("100");
        assertThat(value(part(exif, Exif.EXIF), 40962)).isEqualTo("24");
        assertThat(chunks.get("pHYs")).isEqualTo(HexFormat.of().parseHex("00000f6100001712" + "01"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "webp", "tif"})
    void tellsNeitherPeopleNorPlacesWhereItIsAnonymous(String ending) throws IOException {
        Encoding encoding = Images.decode(file(ending), "x." + ending).encoding();

        byte[] result = written(encoding.as(ResultFormat.PNG).anonymous(), 48, 32);

        assertThat(new String(result, StandardCharsets.ISO_8859_1))
                .doesNotContain("Jane", "Acme", "GPS", "xmp", "iptc");
        assertThat(Images.decode(result, "y").encoding().icc()).isEqualTo(encoding.icc());
        assertThat(Resolution.of(Images.decode(result, "y").encoding().tags())).isPresent();
    }

    @Test
    void resultsOfFormerRecordsHaveWhatTheyHad() throws IOException {
        Encoding encoding = Images.decode(file("jpg"), "x.jpg").encoding();

        Map<String, byte[]> chunks = chunks(written(encoding.former(), 48, 32));

        assertThat(chunks).containsOnlyKeys("IHDR", "iCCP", "IDAT", "IEND");
    }

    /** The notes of a maker hold places within the block, here of 6 bytes behind it. */
    @Test
    void leavesEveryPlaceOfAnExifBlockWhereItWas() throws Exception {
        byte[] block = HexFormat.of()
                .parseHex("4d4d002a00000008" + "0001" + "8769000400000001" + "0000001a" + "00000000" + "0001"
                        + "927c000700000006" + "0000002c" + "00000000" + "000000000032" + "abcdefabcdef");
        byte[] jpeg = Containers.jpegSegment(
                Pictures.encode(Pictures.noise(8, 8, BufferedImage.TYPE_INT_RGB), "jpeg"),
                0xe1,
                Containers.join("Exif\0\0", block));
        Encoding encoding = Images.decode(jpeg, "x").encoding();

        assertThat(chunks(written(encoding, 8, 8)).get("eXIf")).isEqualTo(block);
        assertThat(exif(block).getEntryById(Exif.EXIF)).isNotNull();
        assertThat(part(exif(block), Exif.EXIF).getEntryById(MAKER_NOTE)).isNotNull();
    }

    @Test
    void leavesOutDamagedBlocksWithANotice() throws IOException {
        byte[] plain = Pictures.encode(Pictures.noise(8, 8, BufferedImage.TYPE_INT_RGB), "jpeg");
        byte[] jpeg = Containers.jpegSegment(plain, 0xe1, Containers.join("Exif\0\0MM\0*\0\0\0\40"));
        jpeg = Containers.jpegSegment(jpeg, 0xe1, Containers.join("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>"));
        jpeg = Containers.jpegSegment(
                jpeg, 0xed, Containers.join("Photoshop 3.0\0008BIM\4\4\0\0\0\0\0\5\34\2\5\1\0\0"));

        Image image = Images.decode(jpeg, "x");

        assertThat(image.notices())
                .containsExactly(
                        "its Exif is damaged; it is left out",
                        "its XMP is no XML in UTF-8 of at most 4194304 bytes; it is left out",
                        "its IPTC is damaged; it is left out");
        assertThat(chunks(written(image.encoding(), 8, 8))).containsOnlyKeys("IHDR", "IDAT", "IEND");
    }

    /** Whatever byte is wrong: the picture is read, and written with what is left. */
    @Test
    void noDamageToABlockFailsARun() throws IOException {
        byte[] whole = file("jpg");
        int blocks = 2400;
        for (int at = 20; at < blocks; at++) {
            byte[] block = Arrays.copyOfRange(whole, 20, blocks);
            block[at - 20] ^= (byte) 0xff;
            EmbeddedBlocks read = new EmbeddedBlocks();
            read.add(EmbeddedBlocks.Kind.EXIF, Arrays.copyOfRange(block, 10, 1000));
            read.add(EmbeddedBlocks.Kind.XMP, Arrays.copyOfRange(block, 1000, block.length));
            read.addResources(block);
            TiffTags tags = read.embedded(null).tags().of(0.5, 0.5).describing(3, 4, "image/png");
            assertThat(PngBlocks.write(tags)).isNotNull();
        }
    }

    private static byte[] file(String ending) throws IOException {
        try (var in = DescribedPictureTest.class.getResourceAsStream("described/described." + ending)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private byte[] written(Encoding encoding, int width, int height) throws IOException {
        Path file = folder.resolve("y." + encoding.extension());
        Images.write(Tensor.zeros(1, 3, height, width), null, encoding, file);
        return Files.readAllBytes(file);
    }

    /** The first chunk of each name. */
    private static Map<String, byte[]> chunks(byte[] png) {
        var chunks = new TreeMap<String, byte[]>();
        ByteBuffer in = ByteBuffer.wrap(png);
        for (int at = 8; at < png.length; at += 12 + in.getInt(at)) {
            String name = new String(png, at + 4, 4, StandardCharsets.US_ASCII);
            chunks.putIfAbsent(name, Arrays.copyOfRange(png, at + 8, at + 8 + in.getInt(at)));
        }
        return chunks;
    }

    private static byte[] bytes(byte @Nullable [] bytes) {
        return Objects.requireNonNull(bytes);
    }

    private static Directory exif(byte @Nullable [] block) throws IOException {
        return new TIFFReader().read(new ByteArrayImageInputStream(bytes(block)));
    }

    private static Directory part(Directory exif, int tag) {
        return (Directory) exif.getEntryById(tag).getValue();
    }

    private static String value(Directory directory, int tag) {
        return directory.getEntryById(tag).getValueAsString();
    }

    /** The headline in a text chunk with hexadecimal digits. */
    private static String headline(byte[] chunk) throws IOException {
        int start = "Raw profile type iptc".length() + 2;
        String profile;
        try (var in = new InflaterInputStream(new ByteArrayInputStream(chunk, start, chunk.length - start))) {
            profile = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
        byte[] resources =
                HexFormat.of().parseHex(profile.strip().split("\n", 3)[2].replace("\n", ""));
        Object iptc = new PSDReader()
                .read(new ByteArrayImageInputStream(resources))
                .getEntryById(0x0404)
                .getValue();
        return new IPTCReader()
                .read(new ByteArrayImageInputStream((byte[]) iptc))
                .getEntryById(0x0269)
                .getValueAsString();
    }
}
