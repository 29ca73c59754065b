package dev.limpid.bench.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static final Setting SMALL = new Setting(0, 2, 16);

    @Test
    void theInequalityHoldsInEveryRow() {
        for (int trial = 0; trial < SMALL.trials(); trial++) {
            List<Trial.Row> rows = new Trial(SMALL, trial).rows();

            assertThat(rows).hasSize(2 * SMALL.measurements().size());
            assertThat(rows).allSatisfy(row -> {
                assertThat(row.recovery().holds()).isTrue();
                assertThat(row.recovery().error())
                        .isGreaterThanOrEqualTo(row.recovery().best() - 1e-4);
                assertThat(row.recovery().gamma())
                        .isLessThanOrEqualTo(row.recovery().randomGamma());
            });
        }
    }

    @Test
    void deviationsBringTheTrueOptimumNearer() {
        List<Trial.Row> rows = new Trial(SMALL, 0).rows();
        double plain = rows.get(0).recovery().best();
        double extended = rows.get(rows.size() - 1).recovery().best();

        assertThat(rows.get(0).extended()).isFalse();
        assertThat(extended).isLessThanOrEqualTo(Setting.OUTSIDE + 1e-9).isLessThan(plain / 2);
    }

    @Test
    void bothSidesOfTheInequality() {
        var recovery = new Recovery(0.1, 0.9, 0.02, 6, 0.6, 0.5, 0.7, 1.2);

        // (1 + 4 / 0.5) 0.1 + (2 · 0.02 + 0.02 + 0.1) / 0.5
        assertThat(recovery.bound()).isCloseTo(0.9 + 0.32, within(1e-12));
        assertThat(recovery.bound(1)).isCloseTo(0.5 + 0.16, within(1e-12));
        assertThat(recovery.holds()).isTrue();
        assertThat(new Recovery(0.1, 1.23, 0.02, 6, 0.6, 0.5, 0.7, 1.2).holds()).isFalse();
        assertThat(new Recovery(0.1, 0.9, 0.02, 6, 0.6, 0.5, 0.7, 2.1).keepsLength())
                .isFalse();
    }

    @Test
    void measurementsGoUpToTheDimension() {
        assertThat(new Setting(0, 1, 64).measurements()).containsExactly(2, 4, 8, 12, 16, 24, 32, 48, 64);
        assertThat(SMALL.measurements()).containsExactly(1, 2, 3, 4, 6, 8, 12, 16);
    }

    @Test
    void quartilesLieBetweenNeighbours() {
        assertThat(Quartiles.of(DoubleStream.of(4, 1, 3, 2))).isEqualTo(new Quartiles(1.75, 2.5, 3.25));
        assertThat(Quartiles.of(DoubleStream.of(7))).isEqualTo(new Quartiles(7, 7, 7));
        assertThatThrownBy(() -> Quartiles.of(DoubleStream.empty())).hasMessage("the quartiles of no numbers");
    }
}
