package dev.limpid.experiment;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Where numbers stand along a line, and which of them are written beside it.
 *
 * @param scale of a number, before it is laid between {@code least} and {@code most}
 * @param begin coordinate of the least
 * @param end coordinate of the most, which may be smaller
 */
record ChartAxis(
        List<Double> ticks, DoubleFunction<Double> scale, double least, double most, double begin, double end) {
    /** The ratio of numbers beyond which powers of 10 are enough. */
    private static final double FEW = 1000;

    /** Even steps of 1, 2 or 5 times a power of 10. */
    static ChartAxis linear(DoubleStream values, double begin, double end) {
        double[] all = values.toArray();
        double least = DoubleStream.of(all).min().orElse(0);
        double most = DoubleStream.of(all).max().orElse(1);
        double step = step(Math.max(most - least, Math.max(Math.abs(most) * 1e-3, 1e-6)) / 5);
        int first = (int) Math.floor(least / step);
        int last = Math.max((int) Math.ceil(most / step), first + 1);
        List<Double> ticks = IntStream.rangeClosed(first, last)
                .mapToObj(i -> rounded(i * step))
                .toList();
        return new ChartAxis(ticks, v -> v, first * step, last * step, begin, end);
    }

    /** Whole powers of 10, and 2 and 5 times these where they are few; all values are positive. */
    static ChartAxis logarithmic(DoubleStream values, double begin, double end) {
        double[] all = values.toArray();
        double least = DoubleStream.of(all).min().orElse(1);
        double most = DoubleStream.of(all).max().orElse(10);
        double[] mantissas = most / least > FEW ? new double[] {1} : new double[] {1, 2, 5};
        List<Double> near = IntStream.rangeClosed(power(least) - 1, power(most) + 1)
                .boxed()
                .flatMap(power -> DoubleStream.of(mantissas).mapToObj(m -> rounded(m * Math.pow(10, power))))
                .toList();
        double first =
                near.stream().filter(tick -> tick <= least).reduce((a, b) -> b).orElseThrow();
        double last = near.stream().filter(tick -> tick > most).findFirst().orElseThrow();
        List<Double> ticks =
                near.stream().filter(tick -> tick >= first && tick <= last).toList();
        return new ChartAxis(ticks, Math::log10, Math.log10(first), Math.log10(last), begin, end);
    }

    private static int power(double value) {
        return (int) Math.floor(Math.log10(value));
    }

    /** 1, 2 or 5 times a power of 10. */
    private static double step(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double mantissa = rough / power;
        return power * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10);
    }

    /** Without the last bits' noise, as it stands beside the axis. */
    private static double rounded(double tick) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.9g", tick));
    }

    double at(double value) {
        return begin + (end - begin) * (scale.apply(value) - least) / (most - least);
    }
}
