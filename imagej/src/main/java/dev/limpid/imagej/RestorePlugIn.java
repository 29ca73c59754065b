package dev.limpid.imagej;

import dev.limpid.job.FailureText;
import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.PlugIn;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Plugins › Limpid › Restore…: restores the current image into a new one. Escape stops it; slices that are finished by then are
 * shown, the one in progress with the estimate that it had reached, and the others as they were.
 */
public final class RestorePlugIn implements PlugIn {
    private static final String TITLE = "Limpid";

    @Override
    public void run(String argument) {
        Prerequisites.quietLogging();
        Optional<String> missing = Prerequisites.missing();
        ImagePlus image = WindowManager.getCurrentImage();
        if (missing.isPresent()) {
            IJ.error(TITLE, missing.get());
        } else if (image == null) {
            IJ.noImage();
        } else {
            ask(image);
        }
    }

    private static void ask(ImagePlus image) {
        Optional<Map<String, String>> texts;
        String failure;
        try {
            texts = new RestoreDialog(Source.of(image)).ask();
            failure = texts.isEmpty() || !image.lock() ? "" : restore(image, texts.get());
        } catch (IllegalArgumentException e) {
            failure = FailureText.of(e);
        }
        if (!failure.isEmpty()) {
            IJ.showStatus("");
            IJ.error(TITLE, failure);
        }
    }

    /** Restores a locked image, and shows the result. Returns what went wrong, or nothing. */
    private static String restore(ImagePlus image, Map<String, String> texts) {
        var stop = new Stop();
        Source source = Source.of(image);
        Restored restored;
        try {
            restored = SliceRun.of(source, Settings.of(texts), stop)
                    .run((files, messages, results) -> new SliceListener(source, files, messages, results));
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            return FailureText.of(e);
        } finally {
            image.unlock();
            IJ.showProgress(1);
        }
        if (!restored.isEmpty()) {
            new ResultImage(source, restored).make(described(texts)).show();
        }
        IJ.showStatus(stop.getAsBoolean() ? "Limpid: stopped" : "Limpid: done");
        return restored.failure();
    }

    /** The fields as a macro has them. */
    private static String described(Map<String, String> texts) {
        return texts.entrySet().stream()
                .filter(text -> !text.getValue().isEmpty())
                .map(text -> text.getKey() + "="
                        + (text.getValue().contains(" ") ? "[" + text.getValue() + "]" : text.getValue()))
                .collect(Collectors.joining(" "));
    }
}
