package dev.limpid.bench;

/** How long a benchmark will take, from the operations in it and the speed of the machine's matrix product. */
final class BenchTime {
    /** Share of the matrix product's speed that a network reaches, roughly. */
    private static final double EFFICIENCY = 0.4;

    /** Seconds for a process to start, load LibTorch and make its weights, roughly. */
    private static final double START = 4;

    private final double peakGigaflops;
    private double seconds;

    BenchTime(double peakGigaflops) {
        this.peakGigaflops = peakGigaflops;
    }

    /** Adds a process with so many operations, at the share of the peak that Limpid reaches. */
    void add(double flops) {
        seconds += START + flops / (EFFICIENCY * peakGigaflops * 1e9);
    }

    double seconds() {
        return seconds;
    }

    @Override
    public String toString() {
        return seconds < 90 ? Math.round(seconds) + " seconds" : Math.round(seconds / 60) + " minutes";
    }
}
