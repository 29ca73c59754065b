package dev.limpid.solver;

import dev.limpid.operator.blur.KernelBlur;

/** Adam's rates for the unknowns of an operator. */
interface BlindRates {
    /** For the logits κ of a kernel. */
    double kernelRate();

    /** For tilts, in pixels. */
    double tiltRate();

    /** The rate of the unknown of that name. */
    default double of(String unknown) {
        return unknown.equals(KernelBlur.KERNEL) ? kernelRate() : tiltRate();
    }
}
