package dev.limpid.imagej;

import dev.limpid.io.RangeChoice;
import dev.limpid.job.FailureText;
import ij.IJ;
import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import ij.process.ImageStatistics;
import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Restores the surroundings of the selection, and lays the result over the image as long as it is wanted. The image and its own
 * overlay stay as they are.
 */
final class Preview implements AutoCloseable {
    /** Pixels around the selection: it may be what is missing, and a restored pixel needs its neighbours. */
    private static final int MARGIN = 32;

    /** The longest side of a part that is restored while a user waits. */
    private static final int LONGEST = 256;

    private final ImagePlus image;
    private final @Nullable Overlay own;
    private @Nullable Work work;

    Preview(ImagePlus image) {
        this.image = image;
        own = image.getOverlay();
    }

    /** A restoration in a thread of its own. */
    private record Work(Thread thread, AtomicBoolean stopped) {}

    /**
     * Shows a preview with other fields, or none.
     *
     * @param texts by the names of the fields, or null
     */
    synchronized void show(@Nullable Map<String, String> texts) {
        stop();
        if (texts == null) {
            image.setOverlay(own);
            IJ.showStatus("");
            return;
        }
        var stopped = new AtomicBoolean();
        var thread = new Thread(() -> restore(texts, stopped), "Limpid preview");
        thread.setDaemon(true);
        work = new Work(thread, stopped);
        thread.start();
    }

    private void stop() {
        Work last = work;
        if (last != null) {
            last.stopped().set(true);
            work = null;
        }
    }

    /** The part of an image that is previewed: the selection with what surrounds it, or the middle of what is seen. */
    static Rectangle part(ImagePlus image) {
        var whole = new Rectangle(image.getWidth(), image.getHeight());
        Rectangle wanted = Source.of(image)
                .selection()
                .map(selection -> grown(selection.getBounds()))
                .orElseGet(() ->
                        image.getCanvas() == null ? whole : image.getCanvas().getSrcRect());
        Rectangle seen = whole.intersection(wanted);
        int width = Math.min(LONGEST, seen.width);
        int height = Math.min(LONGEST, seen.height);
        return new Rectangle(seen.x + (seen.width - width) / 2, seen.y + (seen.height - height) / 2, width, height);
    }

    private static Rectangle grown(Rectangle selection) {
        var grown = new Rectangle(selection);
        grown.grow(MARGIN, MARGIN);
        return grown;
    }

    private void restore(Map<String, String> texts, AtomicBoolean stopped) {
        try {
            var source = new Source(image, part(image));
            int slice = image.getCurrentSlice();
            Settings asked = Settings.of(texts);
            Settings settings = asked.range().auto() ? asked.with(range(image.getProcessor())) : asked;
            Restored restored = new SliceRun(source, slice, slice, settings, stopped::get)
                    .run((files, messages, results) -> new Quiet(source, files, messages, results));
            if (!restored.failure().isEmpty()) {
                IJ.showStatus("Limpid: no preview: " + restored.failure());
            } else if (!stopped.get() && !restored.isEmpty()) {
                show(source, restored.any(), stopped);
            }
        } catch (RuntimeException | LinkageError e) {
            IJ.showStatus("Limpid: no preview: " + FailureText.of(e));
        }
    }

    /** Black and white of the whole slice, as the whole run will have them. */
    private static RangeChoice range(ImageProcessor pixels) {
        ImageStatistics whole = ImageStatistics.getStatistics(pixels.duplicate(), ImageStatistics.MIN_MAX, null);
        return RangeChoice.of(whole.min, whole.max);
    }

    private synchronized void show(Source source, ImageProcessor result, AtomicBoolean stopped) {
        if (stopped.get()) {
            return;
        }
        Rectangle part = source.part();
        Frame frame = Frame.of(source.pixels(image.getCurrentSlice()), result);
        ImageProcessor shown = result;
        if (frame.scale() > 1) {
            shown = result.resize(part.width, part.height);
        } else if (!frame.isSame()) {
            shown.setRoi(frame.left(), frame.top(), part.width, part.height);
            shown = shown.crop();
        }
        if (!(shown instanceof ColorProcessor)) {
            shown.setLut(image.getProcessor().getLut());
            shown.setMinAndMax(image.getDisplayRangeMin(), image.getDisplayRangeMax());
        }
        Overlay with = own == null ? new Overlay() : own.duplicate();
        with.add(new ImageRoi(part.x, part.y, shown));
        image.setOverlay(with);
        IJ.showStatus("Limpid: preview of " + part.width + "x" + part.height + " pixels");
    }

    /** Ends the preview, and gives the image its own overlay back. */
    @Override
    public void close() {
        Work last;
        synchronized (this) {
            last = work;
            show(null);
        }
        try {
            if (last != null) {
                last.thread().join(); // the run would share its cores
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says where it is, and no remarks. */
    private static final class Quiet extends SliceListener {
        Quiet(Source source, List<Path> files, Messages messages, Restored restored) {
            super(source, files, messages, restored);
        }

        @Override
        void remark(String text) {}

        @Override
        void status(String text) {
            super.status("preview");
        }
    }
}
