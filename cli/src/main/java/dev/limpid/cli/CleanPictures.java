package dev.limpid.cli;

import dev.limpid.experiment.PictureSet;
import dev.limpid.prior.DiffusionPrior;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Clean pictures to measure priors with.
 *
 * @param data their folder
 * @param count how many of them are used
 */
record CleanPictures(Path data, int count) {
    /** The pictures in the size of a prior; they belong to the scope that is open. */
    PictureSet read(DiffusionPrior prior, Console console) throws IOException {
        return read(data, count, prior, console, "reading the pictures");
    }

    /** All pictures of another folder, in the same way. */
    PictureSet readAll(Path folder, DiffusionPrior prior, Console console) throws IOException {
        return read(folder, Integer.MAX_VALUE, prior, console, "reading the training pictures");
    }

    private static PictureSet read(Path folder, int most, DiffusionPrior prior, Console console, String title)
            throws IOException {
        try (var bar = new LazyProgress(console, title)) {
            return PictureSet.read(folder, most, prior.channels(), prior.imageSize(), bar::at);
        }
    }
}
