package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileKindTest {
    private static FileKind of(String start) {
        return FileKind.of(start.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void tellsThePicturesThatAreReadByTheirContent() throws Exception {
        for (Map.Entry<String, byte[]> file : BadPictureTest.whole().entrySet()) {
            FileKind kind = FileKind.of(file.getValue());

            assertThat(kind.label()).isEqualTo(file.getKey());
            assertThat(kind.isRead()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "....ftypheic....|HEIF or AVIF",
                "....ftypmif1....|HEIF or AVIF",
                "....ftypavif....|HEIF or AVIF",
                "8BPS....|Photoshop",
                "GIF89a..|GIF",
            })
    void namesPicturesThatAreNotRead(String start, String label) {
        assertThat(of(start).label()).isEqualTo(label);
        assertThat(of(start).isRead()).isFalse();
        assertThat(of("....JXL \r\n....").label()).isEqualTo("JPEG XL");
    }

    /** Texts, films and sounds that begin as pictures do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "BM25 ranks documents by their words",
                "P1 is the first of the points",
                "P5 rows and columns",
                "P7 see below",
                "....ftypisom....",
                "....ftypqt  ....",
                "RIFX....WEBPVP8 ",
                "RIFF....WAVEfmt ",
            })
    void takesNoTextOrFilmForAPicture(String start) {
        assertThat(of(start)).isEqualTo(FileKind.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"P1\n3 2\n", "P4 3 2\n.", "P5\n# a comment\n3 2\n255\n", "P6\r\n3 2\n255\n", "P7\nWIDTH 3\n"})
    void takesTheHeadersOfNetpbm(String start) {
        assertThat(of(start)).isEqualTo(FileKind.PNM);
    }

    @ParameterizedTest
    @CsvSource({"x.JFIF, true", "x.jpe, true", "x.dib, true", "x.mpo, true", "x.heic, false", "x.gif, false", "x, false"
    })
    void knowsTheNamesOfPicturesThatAreRead(String name, boolean known) {
        assertThat(FileKind.isPictureName(name)).isEqualTo(known);
    }

    @Test
    void knowsNamesThatContradictTheContent() {
        assertThat(FileKind.JPEG.contradicts("x.heic")).isTrue();
        assertThat(FileKind.JPEG.contradicts("x.jfif")).isFalse();
        assertThat(FileKind.JPEG.contradicts("x")).isFalse();
    }
}
