package dev.limpid.bench;

/**
 * The cost of a network alone, as its process reports it.
 *
 * @param forwardMillis of one evaluation, median
 * @param gradientMillis of one evaluation with the gradient at its input, median
 * @param peakMebibytes most physical memory of the process
 */
record NetworkResult(double forwardMillis, double gradientMillis, double peakMebibytes) {}
