package dev.limpid.restoration;

import dev.limpid.degradation.KernelSize;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the kernel that blind deblurring is to find.
 *
 * @param size taps in each direction, odd
 * @param grows whether that is a guess, which more taps may follow
 */
public record SoughtKernel(Boundary boundary, int size, boolean grows) {

    /**
     * A kernel of the size that was asked for, or of one that is to be tried first.
     *
     * @param size as it was asked for, or null
     * @param side of the images that are sought
     */
    public static SoughtKernel of(@Nullable Integer size, Boundary boundary, int side) {
        if (size != null) {
            KernelSize.require("--kernel-size", size, side, side);
            return new SoughtKernel(boundary, size, false);
        }
        // Of a picture that is seen only where the kernel lies inside, each size takes another part.
        return new SoughtKernel(boundary, KernelSize.first(side, side), boundary != Boundary.VALID);
    }

    /**
     * The same for a measurement that was made by a blur whose kernel nobody is to know.
     *
     * @param blur where its measurements are smaller than the images, that tells the size
     */
    public static SoughtKernel of(@Nullable Integer size, Blur blur, int side) {
        Boundary boundary = blur.border().boundary();
        int made = blur.kernel().height();
        if (boundary != Boundary.VALID) {
            return of(size, boundary, side);
        }
        if (size != null && size != made) {
            throw new IllegalArgumentException("--kernel-size is " + size
                    + ", but the measurement is smaller than the image by a" + " kernel of " + made + "x" + made);
        }
        return new SoughtKernel(boundary, made, false);
    }

    SoughtKernel ofSize(int taps) {
        return new SoughtKernel(boundary, taps, grows);
    }

    /** The blur of it. */
    KernelBlur blur(int side) {
        return KernelBlur.same(boundary, size, side, side);
    }
}
