package dev.limpid.imagej;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Npy;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PixelFileTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> pictures() {
        return Stream.of(
                Arguments.of("u1", Pictures.gray8(1)),
                Arguments.of("u2", Pictures.gray16(1)),
                Arguments.of("f4", Pictures.gray32(1)),
                Arguments.of("u1", Pictures.rgb(1)));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void givesBackEveryPixelInItsOwnType(String type, ImageProcessor picture) throws IOException {
        Path file = folder.resolve("a.npy");
        PixelFile.write(picture, false, file);

        assertThat(Npy.read(file).type()).isEqualTo(type);
        ImageProcessor read = PixelFile.read(file, picture, false);
        assertThat(read).isExactlyInstanceOf(picture.getClass());
        for (int i = 0; i < picture.getPixelCount(); i++) {
            // The upper bits of a coloured pixel say nothing.
            assertThat(read.getf(i) == picture.getf(i) || (read.get(i) & 0xffffff) == (picture.get(i) & 0xffffff))
                    .as("pixel %d", i)
                    .isTrue();
        }
    }

    @Test
    void signedPixelsHaveTheirOwnValues() throws IOException {
        var picture = new ShortProcessor(2, 1, new short[] {(short) (32768 - 5), (short) (32768 + 7)}, null);
        Path file = folder.resolve("signed.npy");
        PixelFile.write(picture, true, file);

        assertThat(Npy.read(file).values()).containsExactly(-5, 7);
        assertThat(PixelFile.read(file, picture, true).getPixels()).isEqualTo(picture.getPixels());
    }
}
