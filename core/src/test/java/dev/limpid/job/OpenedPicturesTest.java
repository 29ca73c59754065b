package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.io.PictureFile;
import dev.limpid.io.ReadLimits;
import dev.limpid.io.Sha256;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenedPicturesTest {
    @TempDir
    private Path folder;

    @Test
    void thePagesOfAFileAreReadFromDiskOnce() throws IOException {
        Path stack = Files.copy(
                Path.of("src/test/resources/dev/limpid/io/written/tifffile-imagej.tif"), folder.resolve("stack.tif"));
        var pictures = new OpenedPictures(ReadLimits.DEFAULT);

        PictureFile first = pictures.open(stack);
        Files.delete(stack);

        assertThat(first.pages()).isGreaterThan(1);
        assertThat(pictures.open(stack)).isSameAs(first);
    }

    @Test
    void aPictureIsHashedFromTheBytesThatAreDecoded() throws IOException {
        Path file = folder.resolve("image.png");
        try (var scope = Scope.open()) {
            Images.write(Tensor.zeros(1, 3, 4, 4), file);
        }
        String hash = Sha256.of(file);

        PictureFile opened = new OpenedPictures(ReadLimits.DEFAULT).open(file);
        Files.delete(file);

        assertThat(opened.sha256()).isEqualTo(hash);
    }
}
