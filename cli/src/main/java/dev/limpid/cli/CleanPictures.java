package dev.limpid.cli;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.experiment.PictureFolder;
import dev.limpid.experiment.PictureSet;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.training.Augmentation;
import dev.limpid.training.Preparation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Clean pictures to measure priors with, prepared as those were that the priors were trained on.
 *
 * @param data their folder
 * @param count how many of them are used
 * @param crop which part of a picture is taken, or empty for what the priors' cards say
 * @param range which of their values are black and white, or empty for what the priors' cards say
 * @param limits what a file may claim
 */
record CleanPictures(
        Path data, int count, Optional<Augmentation.Crop> crop, Optional<RangeChoice> range, ReadLimits limits) {
    /** How they are prepared for priors that are compared on the same ones. */
    Preparation preparation(List<Compute> priors) throws IOException {
        var cards = new HashMap<String, String>();
        for (Compute prior : priors) {
            try (Checkpoint checkpoint = Weights.open(prior.prior())) {
                checkpoint.metadata().forEach((line, text) -> add(cards, line, text));
            }
        }
        Preparation trained = Preparation.of(cards);
        Augmentation augmentation = trained.augmentation();
        return new Preparation(
                range.orElse(trained.range()),
                new Augmentation(crop.orElse(augmentation.crop()), augmentation.flips()));
    }

    private void add(Map<String, String> cards, String line, String text) {
        String other = cards.putIfAbsent(line, text);
        if (other != null && !other.equals(text)) {
            if (line.equals(Preparation.RANGE_LINE) && range.isEmpty()) {
                throw differing("--range", other, text);
            } else if (line.equals(Preparation.CROP_LINE) && crop.isEmpty()) {
                throw differing("--crop", other, text);
            }
        }
    }

    private static UsageException differing(String option, String one, String other) {
        return new UsageException(String.format(
                Locale.ROOT,
                "the priors were trained with %s %s and %s %s; say which of them the pictures are to have",
                option,
                one.toLowerCase(Locale.ROOT),
                option,
                other.toLowerCase(Locale.ROOT)));
    }

    /** The pictures in the size of a prior; they belong to the scope that is open. */
    PictureSet read(DiffusionPrior prior, Preparation preparation, Console console) throws IOException {
        return read(data, count, prior, preparation, console, "reading the pictures");
    }

    /** All pictures of another folder, in the same way. */
    PictureSet readAll(Path folder, DiffusionPrior prior, Preparation preparation, Console console) throws IOException {
        return read(folder, Integer.MAX_VALUE, prior, preparation, console, "reading the training pictures");
    }

    private PictureSet read(
            Path folder, int most, DiffusionPrior prior, Preparation preparation, Console console, String title)
            throws IOException {
        try (var bar = new LazyProgress(console, title)) {
            return new PictureFolder(folder, preparation, limits)
                    .first(most, prior.channels(), prior.imageSize(), bar::at);
        }
    }
}
