package dev.limpid.bench.theory;

import dev.limpid.tensor.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One random generator with one truth, which is measured by a new Gaussian matrix for every m. */
final class Trial {
    /** A result of a trial. */
    record Row(int trial, int measurements, boolean extended, Recovery recovery) {}

    private final Setting setting;
    private final int number;
    private final Rng rng;
    private final Generator generator;
    private final double[] made;
    private final double[] truth;

    Trial(Setting setting, int number) {
        this.setting = setting;
        this.number = number;
        rng = Rng.of(setting.seed()).image(number).purpose("theory");
        generator = generator(setting, number);
        made = range(true).draw(Setting.ENTRIES, rng.purpose("truth"));
        double[] aside = Matrix.normal(setting.dimension(), rng.purpose("outside"));
        truth = Vectors.plus(generator.apply(made), Setting.OUTSIDE / Vectors.norm(aside), aside);
    }

    static Generator generator(Setting setting, int number) {
        Rng rng = Rng.of(setting.seed()).image(number).purpose("theory").purpose("generator");
        return Generator.random(setting.dimension(), Setting.LATENTS, Setting.STEPS, rng);
    }

    /** The rows of the generator's own range, and of the one that sparse deviations extend. */
    List<Row> rows() {
        var rows = new ArrayList<Row>();
        for (boolean extended : new boolean[] {false, true}) {
            Range range = range(extended);
            RangeFit best = fit(range, Matrix.identity(setting.dimension()), truth, Stream.of(made));
            var pairs = RestrictedEigenvalue.of(range, Setting.PAIRS, Setting.ENTRIES, rng.purpose("pairs"));
            for (int m : setting.measurements()) {
                rows.add(new Row(number, m, extended, recovery(range, pairs, best, m)));
            }
        }
        return rows;
    }

    private Range range(boolean extended) {
        return new Range(generator, Setting.RADIUS, extended ? Setting.SPARSITY : 0);
    }

    /** Starts at random latents, without deviations, and at others that are given. */
    private RangeFit fit(Range range, Matrix a, double[] y, Stream<double[]> given) {
        Rng starts = rng.purpose("starts");
        var own = new Range(generator, Setting.RADIUS, 0);
        return RangeFit.of(
                range,
                a,
                y,
                Stream.concat(
                        Stream.generate(() -> own.draw(Setting.ENTRIES, starts)).limit(Setting.STARTS), given),
                Setting.FIT_ITERATIONS);
    }

    private Recovery recovery(Range range, RestrictedEigenvalue pairs, RangeFit best, int m) {
        Matrix a = Matrix.measuring(m, setting.dimension(), rng.purpose("A" + m));
        double[] direction = Matrix.normal(m, rng.purpose("noise" + m));
        double[] y = Vectors.plus(a.times(truth), Setting.NOISE / Vectors.norm(direction), direction);
        RangeFit found = fit(range, a, y, Stream.empty());
        return new Recovery(
                best.residual(),
                Vectors.distance(found.x(), truth),
                Math.max(0, found.residual() - Vectors.distance(a.times(best.x()), y)),
                found.agreeing(),
                pairs.random(a, Setting.DELTA),
                pairs.searched(a, Setting.DELTA, Setting.DESCENTS, Setting.DESCENT_ITERATIONS),
                RestrictedEigenvalue.ratio(a, Vectors.minus(found.x(), best.x()), Setting.DELTA),
                RestrictedEigenvalue.ratio(a, Vectors.minus(truth, best.x()), 0));
    }
}
