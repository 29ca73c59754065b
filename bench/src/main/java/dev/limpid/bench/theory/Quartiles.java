package dev.limpid.bench.theory;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The quartiles of some numbers, between neighbours by linear interpolation. */
record Quartiles(double lower, double median, double upper) {
    static Quartiles of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("the quartiles of no numbers");
        }
        return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    private static double at(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) place;
        double above = sorted[Math.min(below + 1, sorted.length - 1)];
        // no difference of two infinities
        return above == sorted[below] ? above : sorted[below] + (place - below) * (above - sorted[below]);
    }

    @Override
    public String toString() {
        return Arrays.toString(new double[] {lower, median, upper});
    }
}
