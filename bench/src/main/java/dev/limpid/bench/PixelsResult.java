package dev.limpid.bench;

/**
 * The cost of one picture, as its process reports it.
 *
 * @param seconds of the solve
 * @param peak most gigabytes that the process held
 * @param said gigabytes that were said before the solve
 */
record PixelsResult(double seconds, double peak, double said) {}
