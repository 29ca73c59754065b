package dev.limpid.bench;

import java.util.List;

/**
 * The end of a recorded training, as its process reports it.
 *
 * @param losses of the steps
 * @param wallMillis of a step, median
 * @param peakMebibytes most physical memory of the process
 */
record TrainingResult(List<Double> losses, double wallMillis, double peakMebibytes) {
    TrainingResult {
        losses = List.copyOf(losses);
    }

    /** The largest |a − b| / b of two trainings' losses. */
    static double largestDifference(TrainingResult a, TrainingResult b) {
        double largest = 0;
        for (int i = 0; i < b.losses().size(); i++) {
            double difference =
                    Math.abs(a.losses().get(i) - b.losses().get(i)) / b.losses().get(i);
            largest = Math.max(largest, difference);
        }
        return largest;
    }
}
