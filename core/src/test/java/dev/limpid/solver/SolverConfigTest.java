package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SolverConfigTest {
    private static final DmiloConfig DMILO = new DmiloConfig(3, "dmilo", 2, 4, 0.02, 1e-3, 0.1, 1e-4, 0);
    private static final DmiloPgdConfig PGD =
            new DmiloPgdConfig(3, "dmilo", 2, 4, 0.02, 1e-3, 0.1, 1e-4, 0, 1, 0.5, false, false);

    static Stream<Arguments> invalid() {
        List<Object[]> shared = List.of(
                new Object[] {"steps", 0, "steps must be positive, got 0"},
                new Object[] {"steps", -1, "steps must be positive, got -1"},
                new Object[] {"steps", 1001, "steps must be between 1 and 1000, got 1001"},
                new Object[] {"grid", "even", "unknown time grid 'even': dmilo, dmplug or consistent"},
                new Object[] {"outerIterations", 0, "outerIterations must be positive, got 0"},
                new Object[] {"innerIterations", -5, "innerIterations must be positive, got -5"},
                new Object[] {"latentRate", 0.0, "latentRate must be positive, got 0.0"},
                new Object[] {"latentRate", Double.NaN, "latentRate must be positive, got NaN"},
                new Object[] {"latentRate", Double.POSITIVE_INFINITY, "latentRate must be positive, got Infinity"},
                new Object[] {"deviationRate", -1e-3, "deviationRate must not be negative, got -0.001"},
                new Object[] {"deviationRate", Double.NaN, "deviationRate must not be negative, got NaN"},
                new Object[] {"deviationWeight", -0.1, "deviationWeight must not be negative, got -0.1"},
                new Object[] {"latentWeight", -1e-4, "latentWeight must not be negative, got -1.0E-4"},
                new Object[] {"layers", 4, "layers must be between 0 and steps, got 4"},
                new Object[] {"layers", -1, "layers must be between 0 and steps, got -1"});
        List<Object[]> pgd = List.of(
                new Object[] {"dataSteps", 0, "dataSteps must be positive, got 0"},
                new Object[] {"dataRate", -0.5, "dataRate must not be negative, got -0.5"},
                new Object[] {"dataRate", Double.NaN, "dataRate must not be negative, got NaN"});
        return Stream.concat(
                Stream.of(DMILO, PGD)
                        .flatMap(config -> shared.stream().map(c -> Arguments.of(config, c[0], c[1], c[2]))),
                pgd.stream().map(c -> Arguments.of(PGD, c[0], c[1], c[2])));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void refusesAValueNamingKeyRuleAndValue(SolverConfig config, String key, Object value, String message) {
        assertThatThrownBy(() -> Records.with(config, key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void normalisedStepsNeedARate() {
        DmiloPgdConfig automatic = Records.with(PGD, "dataRate", 0.0);

        assertThatThrownBy(() -> Records.with(automatic, "normalised", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dataRate must be given for normalised data steps, got 0.0");
    }

    @Test
    void countsTheBackPropagatedEvaluations() {
        assertThat(DMILO.backwardEvaluations()).isEqualTo(24);
        assertThat(Records.with(DMILO, "layers", 1).backwardEvaluations()).isEqualTo(8);
        assertThat(PGD.backwardEvaluations()).isEqualTo(24);
        DmiloConfig huge = Records.with(Records.with(DMILO, "outerIterations", 100_000), "innerIterations", 100_000);
        assertThat(huge.backwardEvaluations()).isEqualTo(30_000_000_000L);
    }
}
