package dev.limpid.bench;

/**
 * The cost of one case, as its process reports it.
 *
 * @param solver whose iteration it is; the reference's have a name of their own
 * @param prior name of the network
 * @param steps N
 * @param threads that LibTorch used
 * @param iterations that were measured
 * @param wallMillis per iteration, median
 * @param cpuMillis per iteration of the whole process, mean: systems count it in ticks of about 10 ms
 * @param peakBytes most physical memory of the process, 0 where the system does not tell
 */
record CaseResult(
        String solver,
        String prior,
        int steps,
        int threads,
        int iterations,
        double wallMillis,
        double cpuMillis,
        long peakBytes) {

    double peakMebibytes() {
        return peakBytes / 0x1p20;
    }
}
