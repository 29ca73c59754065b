package dev.limpid.bench;

import java.util.Arrays;
import java.util.Collection;

/** The middle of some numbers; of an even count the mean of the two in the middle. */
final class Median {
    private Median() {}

    static double of(Collection<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    static double of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("the median of no numbers");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
