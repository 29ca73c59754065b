package dev.limpid.imagej;

import ij.gui.Overlay;
import ij.measure.Calibration;
import ij.process.ImageProcessor;

/**
 * How a picture lies in its result: enlarged by a whole factor, or in the middle of more of the scene than it shows.
 *
 * @param scale pixels of the result for each of the picture, in a row or a column
 * @param left columns of the result that lie before the picture; likewise {@code top}
 * @param width of the result; likewise {@code height}
 */
record Frame(int scale, int left, int top, int width, int height) {
    Frame {
        if (scale < 1 || left < 0 || top < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException("a result is no smaller than its picture, got scale " + scale
                    + ", margins " + left + " and " + top + ", size " + width + "x" + height);
        }
    }

    /** The frame of a result of that size. */
    static Frame of(ImageProcessor picture, ImageProcessor result) {
        int width = result.getWidth();
        int height = result.getHeight();
        int scale = width / picture.getWidth();
        if (scale * picture.getWidth() == width && scale * picture.getHeight() == height) {
            return new Frame(scale, 0, 0, width, height);
        }
        return new Frame(1, (width - picture.getWidth()) / 2, (height - picture.getHeight()) / 2, width, height);
    }

    /** Whether a result lies over its picture pixel by pixel. */
    boolean isSame() {
        return scale == 1 && left == 0 && top == 0;
    }

    /** A picture that was not restored, in the size of a result: every pixel repeated, or black around it. */
    ImageProcessor of(ImageProcessor picture) {
        if (isSame()) {
            return picture.duplicate();
        }
        picture.setInterpolationMethod(ImageProcessor.NONE);
        ImageProcessor framed = picture.createProcessor(width, height);
        framed.insert(scale == 1 ? picture : picture.resize(width, height), left, top);
        return framed;
    }

    /** The calibration of a result: every length stays as it was measured. */
    Calibration of(Calibration picture) {
        Calibration result = picture.copy();
        result.pixelWidth /= scale;
        result.pixelHeight /= scale;
        result.xOrigin = scale * result.xOrigin + left;
        result.yOrigin = scale * result.yOrigin + top;
        return result;
    }

    /** An overlay, in its place on a result. */
    Overlay of(Overlay picture) {
        Overlay result = scale == 1 ? picture.duplicate() : picture.scale(scale, scale);
        if (left > 0 || top > 0) {
            result.translate(left, top);
        }
        return result;
    }
}
