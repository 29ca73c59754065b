package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.limpid.tensor.Scope;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checksums of a PNG, and pictures in a row. */
class PngFileTest {
    private static final String SEVERAL = "holds more than one picture; the first is read";

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    private static byte[] png() throws IOException {
        byte[] png = Pictures.encode(Pictures.noise(16, 16, BufferedImage.TYPE_BYTE_INDEXED), "png");
        return Containers.pngChunk(png, "tEXt", Containers.join("Comment\0none"));
    }

    /** Where a chunk's body begins. */
    private static int bodyOf(byte[] png, String chunk) {
        return new String(png, StandardCharsets.ISO_8859_1).indexOf(chunk) + 4;
    }

    @ParameterizedTest
    @ValueSource(strings = {"IHDR", "PLTE", "IDAT", "IEND"})
    void refusesAFlippedBitWherePixelsAreDecided(String chunk) throws IOException {
        byte[] png = png();
        // In the body, or for the one that has none in its checksum.
        png[bodyOf(png, chunk)] ^= 1;

        assertThatIOException()
                .isThrownBy(() -> Images.decode(png, "x"))
                .withMessage("x: is damaged: the checksum of its " + chunk + " chunk is wrong");
    }

    @Test
    void refusesTheDamagedHeaderOfAFile() throws Exception {
        byte[] png = Files.readAllBytes(
                Path.of(PngFileTest.class.getResource("cases/crc-ihdr.png").toURI()));

        assertThatIOException()
                .isThrownBy(() -> Images.decode(png, "x"))
                .withMessage("x: is damaged: the checksum of its IHDR chunk is wrong");
    }

    @Test
    void passesOverAFlippedBitInAText() throws IOException {
        byte[] png = png();
        png[bodyOf(png, "tEXt")] ^= 1;

        assertThat(Images.decode(png, "x").notices()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"iCCP", "eXIf"})
    void leavesOutWhatIsDamagedBesideThePixels(String chunk) throws IOException {
        byte[] png = Containers.pngChunk(png(), chunk, new byte[40]);
        png[bodyOf(png, chunk) + 39] ^= 1;

        Image read = Images.decode(png, "x");

        assertThat(read.notices())
                .containsExactly("the checksum of its " + chunk + " chunk is wrong; the chunk is left out");
        assertThat(read.encoding().icc()).isNull();
    }

    @Test
    void refusesAFlippedBitOfTransparency() throws IOException {
        byte[] png = Pictures.encode(Pictures.noise(16, 16, BufferedImage.TYPE_INT_RGB), "png");
        byte[] transparent = Containers.pngChunk(png, "tRNS", new byte[6]);
        transparent[bodyOf(transparent, "tRNS")] ^= 1;

        assertThatIOException()
                .isThrownBy(() -> Images.decode(transparent, "x"))
                .withMessage("x: is damaged: the checksum of its tRNS chunk is wrong");
    }

    @Test
    void refusesAFileWithoutItsHeader() throws IOException {
        byte[] png = png();
        png[12] = 'i';

        assertThatIOException()
                .isThrownBy(() -> Images.decode(png, "x"))
                .withMessage("x: is damaged: its header is missing");
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, true"})
    void saysThatAnAnimationHasOtherFrames(int frames, boolean said) throws IOException {
        byte[] animated = Containers.pngChunk(png(), "acTL", new byte[] {0, 0, 0, (byte) frames, 0, 0, 0, 0});

        assertThat(Images.decode(animated, "x").notices().contains(SEVERAL)).isEqualTo(said);
    }

    /** One rule for all: PNM's pictures stand in a row. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "P4\n3 2\n\u00a0@",
                "P5\n# one\n3 2\n255\nabcdef",
                "P5 3 2 1000\nababababcdcd",
                "P6\n1 2\n255\nabcdef",
                "P7\nWIDTH 3\nHEIGHT 2\nDEPTH 1\nMAXVAL 255\nTUPLTYPE GRAYSCALE\nENDHDR\nabcdef",
                "P7\nWIDTH 3\nHEIGHT 2\nDEPTH 1\nMAXVAL 255\nENDHDR\nabcdef",
            })
    void readsTheFirstOfSeveralPnms(String text) throws IOException {
        byte[] one = Containers.join(text);
        byte[] two = Containers.join(text, one);
        byte[] more = Containers.join(text, new byte[9]);

        Image first = Images.decode(one, "x");

        assertThat(first.notices()).isEmpty();
        assertThat(Images.decode(two, "x").notices()).containsExactly(SEVERAL);
        assertThat(Images.decode(two, "x").pixels().toFloats())
                .isEqualTo(first.pixels().toFloats());
        assertThat(Images.decode(more, "x").notices()).isEmpty();
    }
}
