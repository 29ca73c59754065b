package dev.limpid.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.Optional;

/**
 * The image that is restored, or a part of all its slices.
 *
 * @param part in pixels of the image
 */
record Source(ImagePlus image, Rectangle part) {
    private static final int WHITE = 255;

    Source {
        if (image.getType() == ImagePlus.COLOR_256) {
            throw new IllegalArgumentException(image.getTitle()
                    + " is 8-bit color, whose pixels are places in a table of colours: convert it to RGB or 8-bit");
        }
    }

    /** All of an image. */
    static Source of(ImagePlus image) {
        return new Source(image, new Rectangle(image.getWidth(), image.getHeight()));
    }

    int slices() {
        return image.getStackSize();
    }

    /** Whether its 16-bit pixels stand for signed ones. */
    boolean signed() {
        return image.getCalibration().isSigned16Bit();
    }

    /**
     * The pixels of a slice, which may be the image's own.
     *
     * @param slice from 1
     */
    ImageProcessor pixels(int slice) {
        return cut(image.getStack().getProcessor(slice));
    }

    /** The slice for messages. */
    String name(int slice) {
        return slices() == 1 ? image.getTitle() : image.getTitle() + ", slice " + slice;
    }

    /** The part of a picture that is as large as the image. */
    ImageProcessor cut(ImageProcessor whole) {
        if (part.width == whole.getWidth() && part.height == whole.getHeight()) {
            return whole;
        }
        whole.setRoi(part);
        ImageProcessor cut = whole.crop();
        whole.resetRoi();
        return cut;
    }

    /** Whether a picture has as many pixels as the image. */
    boolean isSize(ImagePlus other) {
        return other.getWidth() == image.getWidth() && other.getHeight() == image.getHeight();
    }

    /** The selection, where it is an area. */
    Optional<Roi> selection() {
        return Optional.ofNullable(image.getRoi()).filter(Roi::isArea);
    }

    /**
     * Everything but the selection in white, for a mask of what was observed.
     *
     * @throws IllegalArgumentException if nothing is selected
     */
    ImageProcessor observed() {
        Roi selection = selection()
                .orElseThrow(() -> new IllegalArgumentException(image.getTitle()
                        + " has no selection of an area, which would say where its pixels are missing"));
        var observed = new ByteProcessor(image.getWidth(), image.getHeight());
        observed.setValue(WHITE);
        observed.fill();
        observed.setValue(0);
        observed.fill(selection);
        return cut(observed);
    }
}
