package dev.limpid.bench;

/**
 * Whether a long solve loses memory.
 *
 * @param prior name of the network
 * @param iterations inner iterations that were run
 * @param bytesPerIteration slope of the resident memory over the last half of them, by least squares
 * @param residentBytes resident memory at the end
 */
record LeakResult(String prior, int iterations, double bytesPerIteration, long residentBytes) {
    /** The bounds of flat memory. */
    static final double TARGET = 1000;
}
