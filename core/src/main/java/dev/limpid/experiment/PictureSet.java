package dev.limpid.experiment;

import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import dev.limpid.training.ImageFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Clean pictures of a prior's size, to measure a prior with: the largest square of each file, scaled down.
 *
 * @param names of the files, in their order
 * @param pictures (N, C, H, W) in [−1, 1]
 */
public record PictureSet(List<String> names, Tensor pictures) {
    private static final Augmentation LARGEST_SQUARE = new Augmentation(Crop.WHOLE, Flips.NONE);

    public PictureSet {
        names = List.copyOf(names);
    }

    /**
     * Reads a folder's first {@code most} pictures that are large enough; they belong to the scope that is open.
     *
     * @throws IOException if there is no such folder or no such picture in it
     */
    public static PictureSet read(
            Path folder,
            int most,
            int channels,
            int size,
            RangeChoice range,
            ReadLimits limits,
            BiConsumer<Integer, Integer> progress)
            throws IOException {
        ImageFolder index = ImageFolder.index(folder, Set.of(), size, range, limits, progress);
        if (index.pictures().isEmpty()) {
            throw new IOException(
                    folder + ": there is no picture of at least " + size + " x " + size + " pixels in this folder");
        }
        List<String> names = new ArrayList<>();
        List<Tensor> pictures = new ArrayList<>();
        try (var scope = Scope.open()) {
            for (ImageFolder.Picture picture :
                    index.pictures().subList(0, Math.min(most, index.pictures().size()))) {
                names.add(picture.name());
                pictures.add(index.read(picture, LARGEST_SQUARE, channels, size));
            }
            return new PictureSet(names, scope.keep(Tensor.cat(pictures, 0)));
        }
    }

    public int count() {
        return names.size();
    }

    /** One picture, (1, C, H, W). */
    public Tensor picture(int i) {
        return pictures.narrow(0, i, 1);
    }
}
