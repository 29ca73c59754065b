package dev.limpid.bench.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RangeTest {
    private final Rng rng = Rng.of(2).purpose("test");
    private final Generator generator = Generator.random(6, 2, 3, rng);

    @Test
    void parametersAreBroughtIntoTheirBalls() {
        double[] inside = new Range(generator, 5, 2).project(new double[] {6, 8, 3, -1, 0.5, 0, 2, -0.25});

        assertThat(inside).containsExactly(new double[] {3, 4, 1.5, 0, 0, 0, 0.5, 0}, within(1e-12));
    }

    @Test
    void parametersInsideStay() {
        double[] p = {1, 2, 0.5, -0.25, 0, 0, 0.5, 0};

        assertThat(new Range(generator, 5, 2).project(p)).containsExactly(p);
    }

    @Test
    void withoutAnExtensionNoDeviationIsLeft() {
        double[] inside = new Range(generator, 5, 0).project(new double[] {1, 2, 3, -3, 0.5, 0, 0, 1});

        assertThat(inside).containsExactly(new double[] {1, 2, 0, 0, 0, 0, 0, 0}, within(0.0));
    }

    @Test
    void noOtherParametersOfTheBallsAreNearer() {
        var range = new Range(generator, 1, 1.5);
        double[] p = Vectors.times(3, Matrix.normal(8, rng));

        double nearest = Vectors.distance(p, range.project(p));

        for (int i = 0; i < 500; i++) {
            assertThat(Vectors.distance(p, range.draw(3, rng))).isGreaterThanOrEqualTo(nearest);
        }
    }

    @Test
    void drawnParametersAreInTheBalls() {
        var range = new Range(generator, 2, 1.5);
        for (int i = 0; i < 100; i++) {
            double[] p = range.draw(3, rng);
            double[] other = range.deviated(p, 3, rng);

            assertThat(Vectors.distance(range.project(p), p)).isLessThan(1e-12);
            assertThat(Arrays.copyOf(other, 2)).containsExactly(Arrays.copyOf(p, 2));
            assertThat(Arrays.stream(other, 2, 8).filter(v -> v != 0)).hasSize(3);
        }
    }

    @Test
    void refusesEmptyBalls() {
        assertThatThrownBy(() -> new Range(generator, 0, 1))
                .hasMessage("a range needs r > 0 and s >= 0, got 0.0 and 1.0");
        assertThatThrownBy(() -> new Range(generator, 1, -1)).hasMessageContaining("got 1.0 and -1.0");
    }

    @Test
    void asManyExactMeasurementsAsNumbersGiveTheTruth() {
        Generator larger = Generator.random(16, 3, 3, rng);
        var range = new Range(larger, 3, 1);
        double[] truth = larger.apply(range.draw(3, rng));
        Matrix a = Matrix.measuring(32, 16, rng);
        var own = new Range(larger, 3, 0);

        RangeFit fit = RangeFit.of(
                range,
                a,
                a.times(truth),
                Stream.generate(() -> own.draw(3, rng)).limit(4),
                1000);

        assertThat(Vectors.distance(fit.x(), truth)).isLessThan(1e-3);
        assertThat(fit.residual()).isLessThan(1e-3);
        assertThat(fit.agreeing()).isBetween(2, 4);
    }
}
