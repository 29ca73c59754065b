package dev.limpid.solver;

/** The step of an algorithm that an image comes from. */
public enum Stage {
    /** A step towards the measurement; the prior has not seen the image since. */
    DATA_CONSISTENCY,
    /** The prior: an image that a solve may end with. */
    PROJECTION
}
