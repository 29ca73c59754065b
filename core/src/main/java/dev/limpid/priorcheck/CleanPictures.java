package dev.limpid.priorcheck;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.io.Sha256;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.training.Augmentation;
import dev.limpid.training.HeldOut;
import dev.limpid.training.ImageFolder;
import dev.limpid.training.Preparation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Clean pictures to measure priors with, prepared as those were that the priors were trained on.
 *
 * @param data their folder
 * @param count how many of them are used
 * @param heldOut a list of those that a training held out, of which they are taken
 * @param crop which part of a picture is taken, or empty for what the priors' cards say
 * @param range which of their values are black and white, or empty for what the priors' cards say
 * @param limits what a file may claim
 */
public record CleanPictures(
        Path data,
        int count,
        Optional<Path> heldOut,
        Optional<Augmentation.Crop> crop,
        Optional<RangeChoice> range,
        ReadLimits limits) {
    /**
     * How they are prepared for priors that are compared on the same ones.
     *
     * @param priors names of the catalogue, or paths of checkpoints
     * @throws InvalidRequestException where the priors were trained with different preparations
     */
    public Preparation preparation(List<String> priors) throws IOException {
        var cards = new HashMap<String, String>();
        for (String prior : priors) {
            try (Checkpoint checkpoint = new PriorLoader(PriorCatalog.ofUser(), Device.CPU).open(prior)) {
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

    private static InvalidRequestException differing(String option, String one, String other) {
        return new InvalidRequestException(String.format(
                Locale.ROOT,
                "the priors were trained with %s %s and %s %s; say which of them the pictures are to have",
                option,
                one.toLowerCase(Locale.ROOT),
                option,
                other.toLowerCase(Locale.ROOT)));
    }

    /**
     * The pictures in the size of a prior; they belong to the scope that is open.
     *
     * @param progress is told how many of how many files were read
     */
    public PictureSet read(DiffusionPrior prior, Preparation preparation, BiConsumer<Integer, Integer> progress)
            throws IOException {
        var folder = new PictureFolder(data, preparation, limits);
        int channels = prior.channels();
        int size = prior.imageSize();
        return heldOut.isEmpty()
                ? folder.first(count, Set.of(), channels, size, progress)
                : folder.heldOut(HeldOut.read(heldOut.get()), count, channels, size, progress);
    }

    /** All pictures that were learned from, prepared in the same way: those of another folder that were not held out. */
    public PictureSet learned(
            Path folder, DiffusionPrior prior, Preparation preparation, BiConsumer<Integer, Integer> progress)
            throws IOException {
        return new PictureFolder(folder, preparation, limits)
                .first(Integer.MAX_VALUE, withheld(), prior.channels(), prior.imageSize(), progress);
    }

    /**
     * The pictures as they are, for a local network.
     *
     * @throws InvalidRequestException where a crop was asked for
     */
    public WholePictures whole(DiffusionPrior prior, Preparation preparation) throws IOException {
        if (crop.isPresent()) {
            throw new InvalidRequestException("--crop: a local network is measured on whole pictures");
        }
        List<String> names = new ArrayList<>(ImageFolder.names(data));
        if (heldOut.isPresent()) {
            var folder = new PictureFolder(data, preparation, limits);
            Map<String, String> hashes = HeldOut.read(heldOut.get()).hashes();
            for (Map.Entry<String, String> file : hashes.entrySet()) {
                folder.requireHeldOut(file.getKey(), file.getValue());
            }
            names = new ArrayList<>(hashes.keySet());
        }
        return new WholePictures(
                data, names.subList(0, Math.min(count, names.size())), preparation, limits, prior.channels());
    }

    /** All pictures of a folder that were not held out, as they are. */
    public WholePictures whole(Path folder, DiffusionPrior prior, Preparation preparation) throws IOException {
        List<String> names = new ArrayList<>();
        Set<String> without = withheld();
        for (String name : ImageFolder.names(folder)) {
            if (without.isEmpty() || !without.contains(Sha256.of(folder.resolve(name)))) {
                names.add(name);
            }
        }
        return new WholePictures(folder, names, preparation, limits, prior.channels());
    }

    private Set<String> withheld() throws IOException {
        return heldOut.isEmpty()
                ? Set.of()
                : Set.copyOf(HeldOut.read(heldOut.get()).hashes().values());
    }
}
