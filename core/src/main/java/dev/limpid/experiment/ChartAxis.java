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
        int first = (int) Math.floor(Math.log10(DoubleStream.of(all).min().orElse(1)));
        int last = Math.max(
                first + 1, (int) Math.ceil(Math.log10(DoubleStream.of(all).max().orElse(10))));
        boolean wide = last - first > 2;
        List<Double> ticks = IntStream.rangeClosed(first, last)
                .boxed()
                .flatMap(power -> DoubleStream.of(wide || power == last ? new double[] {1} : new double[] {1, 2, 5})
                        .mapToObj(m -> rounded(m * Math.pow(10, power))))
                .toList();
        return new ChartAxis(ticks, Math::log10, first, last, begin, end);
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
