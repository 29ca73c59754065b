package dev.limpid.priorcheck;

import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * Clean pictures of a prior's size, to measure a prior with.
 *
 * @param hashes SHA-256 of the files that they come from, in their order
 * @param pictures (N, C, H, W) in [−1, 1]
 */
public record PictureSet(List<String> hashes, Tensor pictures) {
    public PictureSet {
        hashes = List.copyOf(hashes);
        if (hashes.size() != pictures.size(0)) {
            throw new IllegalArgumentException(
                    "each picture comes from a file, got " + pictures.size(0) + " of " + hashes.size() + " files");
        }
    }

    public int count() {
        return hashes.size();
    }

    /** One picture, (1, C, H, W). */
    public Tensor picture(int i) {
        return pictures.narrow(0, i, 1);
    }
}
