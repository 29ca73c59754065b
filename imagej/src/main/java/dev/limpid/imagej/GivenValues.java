package dev.limpid.imagej;

import dev.limpid.degradation.Option;
import dev.limpid.degradation.Values;
import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The values of a task's options: where one can name a file, the selection and open images become files.
 *
 * @param folder for these files
 * @param messages learns their titles
 */
record GivenValues(Source source, Path folder, Messages messages) {
    /** The selection as the value of an option. */
    static final String SELECTION = "ROI";

    /**
     * The values that texts stand for.
     *
     * @throws IllegalArgumentException in one line, if one is not allowed
     * @throws IOException if a file cannot be written
     */
    Values of(Map<Option<?>, String> texts) throws IOException {
        Values values = Values.NONE;
        for (Map.Entry<Option<?>, String> given : texts.entrySet()) {
            values = values.parsed(given.getKey(), text(given.getKey(), given.getValue()));
        }
        return values;
    }

    private String text(Option<?> option, String given) throws IOException {
        Option.Content content = content(option);
        if (content == Option.Content.OTHER) {
            return given;
        }
        if (given.equals(SELECTION)) {
            if (content != Option.Content.OBSERVED) {
                throw new IllegalArgumentException(
                        option + " takes an open image or a file, not the selection; duplicate what is selected");
            }
            return written(source.observed(), false, option, "the selection");
        }
        Optional<ImagePlus> open = open(given).or(() -> tiff(given));
        return open.isPresent() ? written(open.get(), content, option) : ofWhole(given, content, option);
    }

    static Option.Content content(Option<?> option) {
        Option.FileOf<?> file = option.file();
        return file == null ? Option.Content.OTHER : file.content();
    }

    /** An open image of that title. */
    private static Optional<ImagePlus> open(String title) {
        return Optional.ofNullable(WindowManager.getImage(title));
    }

    /** A TIFF file: the engine's own reader of them is not registered in ImageJ, which has one. */
    private static Optional<ImagePlus> tiff(String path) {
        boolean tiff = path.toLowerCase(Locale.ROOT).matches(".*\\.tiff?");
        return tiff && Files.isRegularFile(Path.of(path)) ? Optional.ofNullable(IJ.openImage(path)) : Optional.empty();
    }

    private String written(ImagePlus open, Option.Content content, Option<?> option) throws IOException {
        ImageProcessor pixels = open.getProcessor();
        if (content == Option.Content.KERNEL && pixels instanceof ColorProcessor) {
            throw new IllegalArgumentException(option + ": " + open.getTitle() + " is RGB; a kernel is gray");
        }
        if (open.getType() == ImagePlus.COLOR_256) {
            throw new IllegalArgumentException(
                    option + ": " + open.getTitle() + " is 8-bit color; convert it to 8-bit");
        }
        boolean ofPixels = content == Option.Content.OBSERVED && source.isSize(open);
        return written(
                ofPixels ? source.cut(pixels) : pixels, open.getCalibration().isSigned16Bit(), option, open.getTitle());
    }

    private String written(ImageProcessor pixels, boolean signed, Option<?> option, String title) throws IOException {
        Path file = folder.resolve(option.name() + ".npy");
        PixelFile.write(pixels, signed, file);
        messages.name(file.toString(), title);
        return file.toString();
    }

    /** A text that the engine reads; a rule or a file says nothing of a part of the image. */
    private String ofWhole(String given, Option.Content content, Option<?> option) {
        if (content == Option.Content.OBSERVED
                && !source.part()
                        .getSize()
                        .equals(Source.of(source.image()).part().getSize())) {
            throw new IllegalArgumentException(
                    option + " " + given + " counts the pixels of the whole image, not of a part");
        }
        return given;
    }
}
