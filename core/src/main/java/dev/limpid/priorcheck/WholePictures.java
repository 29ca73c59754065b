package dev.limpid.priorcheck;

import dev.limpid.io.Image;
import dev.limpid.io.PictureFile;
import dev.limpid.io.ReadLimits;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Preparation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Pictures of any size that a local network is measured on, one of them in memory at a time.
 *
 * @param root their folder
 * @param names of the files below it
 * @param preparation which of their values are black and white
 * @param limits what a file may claim
 * @param channels of the prior
 */
public record WholePictures(Path root, List<String> names, Preparation preparation, ReadLimits limits, int channels) {
    public WholePictures {
        names = List.copyOf(names);
    }

    /** The first page of a file, (1, C, H, W) in [−1, 1]; gray is repeated, colours are averaged where the channels differ. */
    Tensor read(String name) throws IOException {
        Image image = PictureFile.open(root.resolve(name), limits).read(0, preparation.range());
        return Preparation.whole(image.pixels(), channels);
    }
}
