package dev.limpid.experiment;

import java.util.Arrays;

/**
 * The mean of numbers and how far they are spread.
 *
 * @param count how many there are
 * @param mean NaN where there are none
 * @param deviation standard deviation of a sample, with n − 1; NaN for fewer than two numbers
 */
public record Spread(int count, double mean, double deviation) {
    /** Summarises numbers. */
    public static Spread of(double[] numbers) {
        double mean = Arrays.stream(numbers).average().orElse(Double.NaN);
        double squares =
                Arrays.stream(numbers).map(v -> (v - mean) * (v - mean)).sum();
        double deviation = numbers.length < 2 ? Double.NaN : Math.sqrt(squares / (numbers.length - 1));
        return new Spread(numbers.length, mean, deviation);
    }
}
