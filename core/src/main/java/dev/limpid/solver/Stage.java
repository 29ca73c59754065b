package dev.limpid.solver;

/** The step of an algorithm that an image comes from. */
public enum Stage {
    /** A step towards the measurement; the prior has not seen the image since. */
    DATA_CONSISTENCY,
    /** The prior's generator after an outer iteration: an image that a solve may end with. */
    PROJECTION,
    /** A step of a sampler, of which there are many: its estimate of the image so far. */
    SAMPLING
}
