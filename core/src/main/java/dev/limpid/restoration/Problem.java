package dev.limpid.restoration;

import dev.limpid.operator.Measurement;

/**
 * A measurement, and the size of the images behind it.
 *
 * @param measurement on the CPU, y with as many channels as the images or with one: gray images are sought with a prior of
 *     coloured ones all the same
 * @param height H of the images; likewise {@code width}
 */
public record Problem(Measurement measurement, int height, int width) {
    public Problem {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("image size must be positive, got " + width + "x" + height);
        }
    }

    /** Whether something of A is sought besides the images. */
    public boolean isBlind() {
        return !measurement.a().unknowns().isEmpty();
    }
}
