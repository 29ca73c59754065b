package dev.limpid.imagej;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Overlay;
import ij.process.ImageProcessor;

/**
 * Puts restored slices together as an image like the one that they come from: its type, dimensions, calibration, overlay, colours
 * and labels. Slices that were not restored keep their pixels, and their labels say so.
 */
record ResultImage(Source source, Restored restored) {
    private static final String INFO = "Info";
    private static final String NOT_RESTORED = "not restored";
    private static final String STOPPED = "not finished";

    /**
     * The image, which is not shown yet.
     *
     * @param request how it was restored, for its information
     */
    ImagePlus make(String request) {
        ImagePlus image = source.image();
        Frame frame = Frame.of(image.getProcessor(), restored.any());
        ImageStack stack = new ImageStack(frame.width(), frame.height());
        for (int slice = 1; slice <= source.slices(); slice++) {
            ImageProcessor result = restored.of(slice);
            stack.addSlice(label(slice), result == null ? frame.of(source.pixels(slice)) : result);
        }
        ImagePlus plain = new ImagePlus(title(image.getTitle()), stack);
        plain.setDimensions(image.getNChannels(), image.getNSlices(), image.getNFrames());
        plain.setOpenAsHyperStack(image.isHyperStack());
        plain.setCalibration(frame.of(image.getCalibration()));
        ImagePlus made = coloured(plain);
        Overlay overlay = image.getOverlay();
        if (overlay != null) {
            made.setOverlay(frame.of(overlay));
            made.setHideOverlay(image.getHideOverlay());
        }
        inform(made, request);
        made.setPosition(image.getC(), image.getZ(), image.getT());
        made.changes = true;
        return made;
    }

    /** The title of an image's result. */
    static String title(String title) {
        int dot = title.lastIndexOf('.');
        return (dot > 0 && title.length() - dot <= 5 ? title.substring(0, dot) : title) + " restored";
    }

    /** The label of a slice; null where the image has none and there is nothing to say. */
    @SuppressWarnings("NullAway") // ImageJ's labels may be null, its annotations do not say so
    private String label(int slice) {
        String label = source.image().getStack().getSliceLabel(slice);
        if (restored.isFinished(slice)) {
            return label;
        }
        String state = restored.of(slice) == null ? NOT_RESTORED : STOPPED;
        if (label == null) {
            return state;
        }
        // Whatever follows the first line is a file's own header.
        int end = label.indexOf('\n');
        return end < 0
                ? label + " (" + state + ")"
                : label.substring(0, end) + " (" + state + ")" + label.substring(end);
    }

    private ImagePlus coloured(ImagePlus result) {
        ImagePlus image = source.image();
        if (image instanceof CompositeImage channels) {
            var made = new CompositeImage(result, channels.getMode());
            made.setDimensions(image.getNChannels(), image.getNSlices(), image.getNFrames());
            made.setOpenAsHyperStack(true);
            made.copyLuts(image);
            return made;
        }
        if (image.getType() != ImagePlus.COLOR_RGB) {
            result.setLut(image.getProcessor().getLut());
            result.setDisplayRange(image.getDisplayRangeMin(), image.getDisplayRangeMax());
        }
        return result;
    }

    private void inform(ImagePlus made, String request) {
        String[] properties = source.image().getPropertiesAsArray();
        if (properties != null) {
            made.setProperties(properties);
        }
        Object before = source.image().getProperty(INFO);
        String remarks = String.join("\n", restored.remarks());
        made.setProperty(
                INFO,
                (before == null ? "" : before + "\n \n") + "Restored by Limpid: " + request + "\n" + remarks + "\n"
                        + restored.record());
    }
}
