package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DcpsTest {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();

    private static Dcps.Config config(int steps, int gradientSteps, double rate, boolean clean) {
        return new Dcps.Config(
                999, 3, steps, 5, 1e-3, gradientSteps, Dcps.Optimiser.NORMALISED, rate, 1, clean, Start.NOISE);
    }

    /** A bridge from x_t and the right x_0 has the mean and the variance of the forward process at its end. */
    @ParameterizedTest
    @CsvSource({"999, 665, 1", "300, 100, 1", "300, 100, 0.3", "100, 0, 1"})
    void aBridgeKeepsTheForwardProcess(int t, int u, double eta) {
        double from = SCHEDULE.alphaBar(t);
        double to = SCHEDULE.alphaBar(u);

        Bridges.Bridge bridge = Bridges.Bridge.between(from, to, eta);

        assertThat(bridge.ofX() * Math.sqrt(from) + bridge.ofX0()).isCloseTo(Math.sqrt(to), within(1e-12));
        assertThat(bridge.ofX() * bridge.ofX() * (1 - from) + bridge.std() * bridge.std())
                .isCloseTo(1 - to, within(1e-12));
        if (eta == 1) {
            assertThat(bridge.std()).isCloseTo(Math.sqrt((1 - from / to) * (1 - to) / (1 - from)), within(1e-12));
        }
    }

    @Test
    void aBridgeToItsOwnBeginningStaysThere() {
        assertThat(Bridges.Bridge.between(0.5, 0.5, 1)).isEqualTo(new Bridges.Bridge(1, 0, 0));
    }

    /**
     * Steps of one length go too far where they can and not far enough where they must: the means are near those of the posterior, and
     * nearest where they are nearest to the prior's.
     */
    @Test
    void theMeanIsNearThatOfThePosterior() {
        try (var scope = Scope.open()) {
            int images = 150;

            double[] x = Solved.of(
                            new Dcps(Rows.prior(), config(20, 2, 0.2, false)),
                            Rows.measurement(images),
                            Rows.run(images))
                    .x();

            for (int r = 0; r < Rows.SIDE; r++) {
                double[] row = Rows.of(x, r);
                assertThat(Rows.mean(row))
                        .as("where s = " + Rows.SINGULAR[r])
                        .isCloseTo(Rows.posteriorMean(r), within(0.06));
                assertThat(Rows.deviation(row) / Rows.posteriorDeviation(r)).isBetween(0.8, 1.6);
            }
        }
    }

    /** Without gradient steps and chains the measurement has no say: it samples the prior. */
    @Test
    void withoutAMeasurementItSamplesThePrior() {
        try (var scope = Scope.open()) {
            int images = 500;
            var config = new Dcps.Config(999, 3, 100, 0, 1e-3, 0, Dcps.Optimiser.NORMALISED, 1, 1, false, Start.NOISE);

            double[] x = Solved.of(new Dcps(Rows.prior(), config), Rows.measurement(images), Rows.run(images))
                    .x();

            assertThat(Rows.mean(x)).isCloseTo(Rows.MEAN, within(0.01));
            // The result has the noise of the last time but one.
            assertThat(Rows.deviation(x)).isCloseTo(Math.sqrt(Rows.VARIANCE), within(0.015));
        }
    }

    @Test
    void refusesBlocksThatAreTooShortForTheirSteps() {
        assertThatThrownBy(() -> config(400, 2, 1, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("steps must be from 2 to the 333 times of a block (firstTime / blocks), got 400");
        assertThatThrownBy(() -> new Dcps.Config(999, 3, 10, 5, 1e-3, 2, Dcps.Optimiser.ADAM, 1, 0, true, Start.NOISE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spread must be in (0, 1], got 0.0");
    }
}
