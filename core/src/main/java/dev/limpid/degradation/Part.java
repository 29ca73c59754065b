package dev.limpid.degradation;

/**
 * The part of a picture that is degraded or restored.
 *
 * @param left column of the picture where it begins, where it was cut out; likewise {@code top}
 * @param width in pixels; likewise {@code height}
 * @param pictureWidth of the whole picture; likewise {@code pictureHeight}
 * @param scaled whether the whole picture was scaled to it, so that nothing was cut out
 */
public record Part(int left, int top, int width, int height, int pictureWidth, int pictureHeight, boolean scaled) {

    /** For a message: empty where it is the whole picture. */
    String describe() {
        return width == pictureWidth && height == pictureHeight
                ? ""
                : ", of which " + width + "x" + height + " are restored" + (scaled ? " after --resize" : "");
    }
}
