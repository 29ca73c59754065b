package dev.limpid.cli;

import dev.limpid.experiment.KernelSize;
import dev.limpid.operator.Boundary;
import dev.limpid.operator.KernelBlur;

/**
 * What is known of the kernel that blind deblurring is to find.
 *
 * @param size taps in each direction, odd
 * @param grows whether that is a guess, which more taps may follow
 */
record SoughtKernel(Boundary boundary, int size, boolean grows) {

    /** A kernel of the size that was asked for, which was checked, or of one that is to be tried first, for images of that side. */
    static SoughtKernel of(Given given, Boundary boundary, int side) {
        Integer size = given.kernelSize();
        if (size != null) {
            return new SoughtKernel(boundary, size, false);
        }
        // With another kernel fewer or more pixels would have been measured.
        return new SoughtKernel(boundary, KernelSize.first(side, side), boundary != Boundary.VALID);
    }

    SoughtKernel ofSize(int taps) {
        return new SoughtKernel(boundary, taps, grows);
    }

    /** The blur of it. */
    KernelBlur blur(int side) {
        return KernelBlur.same(boundary, size, side, side);
    }
}
