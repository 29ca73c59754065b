package dev.limpid.imagej;

import dev.limpid.job.Event;
import dev.limpid.job.FailureText;
import dev.limpid.job.Listener;
import ij.IJ;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows how far a run is in ImageJ's status line and progress bar, and takes its results as soon as they are there. */
class SliceListener implements Listener {
    private static final String RECORD = "run.json";

    private final Source source;
    private final List<Path> files;
    private final Messages messages;
    private final Restored restored;
    private int slice;

    /**
     * A listener.
     *
     * @param files of the slices, in their order
     * @param restored takes the results
     */
    SliceListener(Source source, List<Path> files, Messages messages, Restored restored) {
        this.source = source;
        this.files = List.copyOf(files);
        this.messages = messages;
        this.restored = restored;
    }

    @Override
    public final void on(Event event) {
        if (event instanceof Event.Note note) {
            note(note);
        } else if (event instanceof Event.Began began) {
            slice = slice(began.image());
            status("restoring " + source.name(slice));
        } else if (event instanceof Event.Progress progress) {
            progress(progress.total() == 0 ? 0 : progress.done() / (double) progress.total());
        } else if (event instanceof Event.Restored done) {
            take(done.image(), done.picture(), true);
        } else if (event instanceof Event.Stopped stopped) {
            take(stopped.image(), stopped.picture(), false);
        } else if (event instanceof Event.Failed failed) {
            fail(slice(failed.image()), failed.message());
        }
    }

    /** The same remark on every slice is said once, and one on a temporary file not at all. */
    private void note(Event.Note note) {
        String text = messages.plain(note.message());
        if (text.contains(String.valueOf(files.get(0).getParent()))) {
            return;
        }
        String name = slice == 0 ? "" : source.name(slice) + ": ";
        String remark = text.startsWith(name) ? text.substring(name.length()) : text;
        if (restored.remark(remark)) {
            remark(text);
        }
    }

    /** Says a remark for the first time. Users of windows find it in the result's information, and need no other window for it. */
    void remark(String text) {
        if (IJ.getInstance() == null) {
            IJ.log("Limpid: " + text);
        }
    }

    void status(String text) {
        IJ.showStatus("Limpid: " + text);
    }

    private void progress(double share) {
        progress(Math.max(0, slice - 1) + share, source.slices());
    }

    void progress(double done, int slices) {
        IJ.showProgress(Math.min(1, done / slices));
    }

    private int slice(Event.Image image) {
        return 1 + files.indexOf(image.file());
    }

    /** Reads a result, and removes its folder: a stack may have many. */
    private void take(Event.Image image, @Nullable Path picture, boolean finished) {
        int number = slice(image);
        if (picture == null) {
            return;
        }
        try {
            ImageProcessor pixels = PixelFile.read(picture, source.pixels(number), source.signed());
            Path folder = Objects.requireNonNull(picture.getParent(), "a result's folder");
            if (finished) {
                restored.finished(number, pixels);
                restored.record(Files.readString(folder.resolve(RECORD)));
            } else {
                restored.stopped(number, pixels);
                restored.remark(source.name(number) + ": not finished, this is the estimate when it was stopped");
            }
            TemporaryFolder.remove(folder);
        } catch (IOException e) {
            fail(number, FailureText.of(e));
        }
    }

    private void fail(int number, String message) {
        restored.failed(number, source.name(number) + ": " + messages.plain(message));
    }
}
