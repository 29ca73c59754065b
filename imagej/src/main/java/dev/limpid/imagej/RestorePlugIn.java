package dev.limpid.imagej;

import dev.limpid.job.FailureText;
import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.macro.Interpreter;
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
        ImagePlus image = WindowManager.getCurrentImage();
        String failure =
                Prerequisites.missing().orElseGet(() -> image == null ? "there are no images open" : ask(image));
        if (!failure.isEmpty()) {
            IJ.showStatus("");
            report(failure);
        }
    }

    /** Asks how to restore an image, and does so. Returns the failure in one line, or nothing. */
    static String ask(ImagePlus image) {
        try {
            Optional<Map<String, String>> texts = new RestoreDialog(Source.of(image)).ask();
            return texts.isEmpty() || !image.lock() ? "" : restore(image, texts.get());
        } catch (IllegalArgumentException e) {
            return FailureText.of(e);
        }
    }

    /** Without a window, ImageJ would wait for the answer to a dialog that nobody sees. */
    private static void report(String failure) {
        Interpreter macro = Interpreter.getInstance();
        if (macro == null || IJ.getInstance() != null) {
            IJ.error(TITLE, failure);
            return;
        }
        IJ.log(TITLE + ": " + failure);
        macro.setIgnoreErrors(true);
        macro.abort(failure);
    }

    /** Restores a locked image, and shows the result. Returns the failure in one line, or nothing. */
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
        IJ.showStatus("Limpid: " + (stop.getAsBoolean() ? "stopped" : "done") + "; Image > Show Info has the remarks");
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
