package dev.limpid.training;

import dev.limpid.io.Images;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders of small pictures: smooth waves of random direction and colour. */
final class PictureFolders {
    private PictureFolders() {}

    static Path of(Path folder, int count, int channels, int height, int width) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < count; i++) {
            try (var scope = Scope.open()) {
                Images.write(waves(i, channels, height, width), folder.resolve("picture-%04d.png".formatted(i)));
            }
        }
        return folder;
    }

    static Tensor waves(int seed, int channels, int height, int width) {
        Rng rng = Rng.of(seed);
        var values = new float[channels * height * width];
        for (int c = 0; c < channels; c++) {
            double down = rng.nextDouble() - 0.5;
            double right = rng.nextDouble() - 0.5;
            double phase = 6 * rng.nextDouble();
            for (int i = 0; i < height * width; i++) {
                values[c * height * width + i] =
                        (float) (0.8 * Math.sin(down * Math.floorDiv(i, width) + right * (i % width) + phase));
            }
        }
        return Tensor.of(values, 1, channels, height, width);
    }
}
