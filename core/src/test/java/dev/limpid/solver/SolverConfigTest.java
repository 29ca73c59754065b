package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.prior.NoiseSchedule;
import dev.limpid.solver.Cases.Case;
import dev.limpid.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SolverConfigTest {
    private static final LayerFit FIT = new LayerFit(3, "dmilo", 2, 4, 0.02, 1e-3, 0.1, 1e-4, 0);
    private static final Dmilo.Config DMILO = new Dmilo.Config(FIT, Start.NOISE);
    private static final DmiloPgd.Config PGD =
            new DmiloPgd.Config(FIT, new DmiloPgd.DataSteps(1, 0.5, false), false, Start.NOISE);
    private static final Unknowns.Rates RATES = new Unknowns.Rates(0.1, 1e-7);
    private static final DmiloBlind.Config BLIND = new DmiloBlind.Config(FIT, RATES);
    private static final DmiloPgdBlind.Config PGD_BLIND = new DmiloPgdBlind.Config(FIT, 5, 0.5, RATES);

    /** Settings of every method that fits layers, with every value that such a fit refuses. */
    static Stream<Arguments> layerFits() {
        List<String[]> invalid = List.of(
                new String[] {"steps", "0", "steps must be positive, got 0"},
                new String[] {"steps", "-1", "steps must be positive, got -1"},
                new String[] {"steps", "1001", "steps must be between 1 and 1000, got 1001"},
                new String[] {
                    "grid",
                    "even",
                    "unknown time grid 'even': dmilo, dmplug, consistent, respaced, quadratic, or falling times such as 500-250-100"
                },
                new String[] {"outerIterations", "0", "outerIterations must be positive, got 0"},
                new String[] {"innerIterations", "-5", "innerIterations must be positive, got -5"},
                new String[] {"latentRate", "0", "latentRate must be positive, got 0.0"},
                new String[] {"latentRate", "NaN", "latentRate must be positive, got NaN"},
                new String[] {"latentRate", "Infinity", "latentRate must be positive, got Infinity"},
                new String[] {"deviationRate", "-1e-3", "deviationRate must not be negative, got -0.001"},
                new String[] {"deviationRate", "NaN", "deviationRate must not be negative, got NaN"},
                new String[] {"deviationWeight", "-0.1", "deviationWeight must not be negative, got -0.1"},
                new String[] {"latentWeight", "-1e-4", "latentWeight must not be negative, got -1.0E-4"},
                new String[] {"layers", "4", "layers must be between 0 and steps, got 4"},
                new String[] {"layers", "-1", "layers must be between 0 and steps, got -1"});
        return Stream.of(DMILO, PGD, BLIND, PGD_BLIND)
                .flatMap(config -> invalid.stream().map(c -> Arguments.of(config, c[0], c[1], c[2])));
    }

    @ParameterizedTest
    @MethodSource("layerFits")
    void refusesAValueNamingKeyRuleAndValue(SolverConfig config, String key, String value, String message) {
        assertThatThrownBy(() -> Settings.with(config, Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dmilo-pgd | dataSteps | 0 | dataSteps must be positive, got 0",
                "dmilo-pgd | dataRate | -0.5 | dataRate must not be negative, got -0.5",
                "dmilo-pgd | dataRate | NaN | dataRate must not be negative, got NaN",
                "dmilo-pgd-blind | dataSteps | 0 | dataSteps must be positive, got 0",
                "dmilo-pgd-blind | dataRate | 0 | dataRate must be positive, got 0.0",
                "dmilo-pgd-blind | kernelRate | 0 | kernelRate must be positive, got 0.0",
                "dmilo-blind | tiltRate | -1 | tiltRate must be positive, got -1.0",
                "blind-hqs | region | 0 | region must be positive, got 0",
                "blind-hqs | turns | 0 | turns must be positive, got 0",
                "blind-hqs | islandShare | 1 | islandShare must be in [0, 1), got 1.0",
                "blind-pgd | chains | 0 | chains must be positive, got 0",
                "blind-pgd | frozenSteps | 3 | frozenSteps must be from 0 to less than kernelSteps, got 3",
                "blind-pgd | kernelTime | 1000 | kernelTime must be from kernelSteps (3) to 999, got 1000",
                "blind-pgd | imageTime | 1 | imageTime must be from imageSteps (2) to 999, got 1",
                "blind-pgd | sharpShare | 0 | sharpShare must be in (0, 1], got 0.0",
                "blind-pgd | islandShare | 1 | islandShare must be in [0, 1), got 1.0",
                "dps | steps | 0 | steps must be positive, got 0",
                "dps | scale | -1 | scale must not be negative, got -1.0",
                "dps | eta | 2 | eta must be in [0, 1], got 2.0",
                "pigdm | eta | -1 | eta must be in [0, 1], got -1.0",
                "pigdm | weight | -1 | weight must not be negative, got -1.0",
                "red-diff | rate | 0 | rate must be positive, got 0.0",
                "red-diff | lambda | -1 | lambda must not be negative, got -1.0",
                "red-diff | spread | NaN | spread must not be negative, got NaN",
                "ddnm | eta | 1.5 | eta must be in [0, 1], got 1.5",
                "ddnm | travelLength | 0 | travelLength must be positive, got 0",
                "ddnm | travelRepeat | 0 | travelRepeat must be from 1 to 1000, got 0",
                "mcg | scale | -1 | scale must not be negative, got -1.0",
                "ilvr | factor | 1 | factor must be 0 or at least 2, got 1",
                "ilvr | range | -1 | range must not be negative, got -1",
                "ddrm | eta | 1.5 | eta must be in [0, 1], got 1.5",
                "ddrm | etaB | -0.1 | etaB must be in [0, 1], got -0.1",
                "hqs | realism | 1.5 | realism must be in [0, 1], got 1.5",
                "hqs | realism | NaN | realism must be in [0, 1], got NaN",
                "hqs | sigmaFirst | 0 | sigmaFirst must be positive, got 0.0",
                "hqs | lambda | -1 | lambda must be positive, got -1.0",
                "diffpir | steps | 1 | steps must be at least 2, got 1",
                "diffpir | zeta | 2 | zeta must be in [0, 1], got 2.0",
                "diffpir | sigmaFirst | Infinity | sigmaFirst must be positive, got Infinity",
                "daps | rateRatio | 0 | rateRatio must be in (0, 1], got 0.0",
                "daps | odeSigmaMin | 0.03 | odeSigmaMin must be positive and less than sigmaMin (0.03), got 0.03",
                "ilvr | range | 2 | range must be less than steps - 1 (2), so that a step exchanges, got 2",
                "dpir | sigmaLast | 1 | sigmaLast must be at most sigmaFirst (0.3843137254901961), got 1.0",
                "dmplug | window | 4 | window must be at most iterations (3), got 4: 0 takes the last iterate",
                "daps | rate | 0 | rate must be positive, got 0.0",
                "dpir | steps | 0 | steps must be positive, got 0",
                "sitcom | rate | 0 | rate must be positive, got 0.0",
                "sitcom | margin | NaN | margin must not be negative, got NaN",
                "dcps | firstTime | 1000 | firstTime must be from 1 to 999, got 1000",
                "ddrm | eta | NaN | eta must be in [0, 1], got NaN"
            })
    void refusesAValueOfAMethodsOwn(String method, String key, String value, String message) {
        SolverConfig config = Cases.small(Methods.named(method));

        assertThatThrownBy(() -> Settings.with(config, Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void normalisedStepsNeedARate() {
        assertThatThrownBy(() -> Settings.with(PGD, Map.of("dataRate", "0", "normalised", "true")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dataRate must be given for normalised data steps, got 0.0");
    }

    @Test
    void travelsAreShorterThanTheWay() {
        Ddnm.Config config = Cases.small(Ddnm.METHOD);

        assertThatThrownBy(() -> Settings.with(config, Map.of("travelRepeat", "2", "travelLength", "3")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("travelLength must be less than steps (3) to travel, got 3");
        assertThat(Settings.with(config, Map.of("travelLength", "3")).travelLength())
                .isEqualTo(3);
    }

    /** Every number among the settings of every method. */
    static List<Arguments> numbers() {
        var numbers = new ArrayList<Arguments>();
        for (Method<?> method : Methods.ALL) {
            SolverConfig config = Cases.small(method);
            Settings.of(config).forEach((key, value) -> {
                if (value instanceof Number) {
                    numbers.add(Arguments.of(method.name(), key, value));
                }
            });
        }
        return numbers;
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("numbers")
    void noNumberIsNegativeInfiniteOrNone(String method, String key, Number now) {
        SolverConfig config = Cases.small(Methods.named(method));
        List<String> never = now instanceof Double
                ? List.of("-1", "-1e-9", "NaN", "Infinity", "-Infinity")
                : List.of("-1", String.valueOf(Integer.MIN_VALUE));

        for (String value : never) {
            assertThatThrownBy(() -> Settings.with(config, Map.of(key, value)))
                    .as(value)
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .contains(key)
                    .doesNotContain("\n");
        }
    }

    /** Zero, next to nothing and far too much: refused at once, or a solve that ends with an image or as one that diverged. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("numbers")
    void anExtremeNumberIsRefusedAtOnceOrSolvedWith(String method, String key, Number now) {
        List<String> extremes = now instanceof Double ? List.of("0", "1e-30", "1e30") : List.of("0", "1", "1000000000");
        for (String value : extremes) {
            SolverConfig config;
            try {
                config = Settings.with(Cases.small(Methods.named(method)), Map.of(key, value));
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).contains(key).doesNotContain("\n");
                continue;
            }
            Cost cost = config.cost();
            assertThat(cost.evaluations()).as(value).isNotNegative();
            assertThat(config.largestSigma(NoiseSchedule.linear())).isNotNegative();
            assertThat(config.recorded() + config.buffers()).isPositive();
            if (now instanceof Double || !value.equals("1000000000")) {
                solves(key, new Case(Methods.named(method), config));
            }
        }
    }

    private static void solves(String key, Case c) {
        try (var scope = Scope.open()) {
            Solved solved = c.solve(Cases.gaussian(), 0, 1);
            assertThat(Arrays.stream(solved.x())).allMatch(v -> v >= -1 && v <= 1);
        } catch (SolverDivergedException e) {
            assertThat(e.getMessage()).contains("diverged in ");
        } catch (IllegalArgumentException e) { // that the setting does not fit this measurement
            assertThat(e.getMessage()).startsWith(key);
        }
    }

    /** That a solve keeps to these numbers is a property of every method; here they are counted by hand. */
    @Test
    void countsTheWork() {
        // Two latents below the first are filled, and three layers run after each of two outer iterations.
        assertThat(DMILO.cost()).isEqualTo(new Cost(2 + 2 * 3, 2 * 3 * 4, 0, 0, 0));
        assertThat(PGD.cost()).isEqualTo(new Cost(8, 24, 2, 0, 0));
        assertThat(BLIND.cost()).isEqualTo(new Cost(8, 24, 0, 0, 0));
        assertThat(PGD_BLIND.cost()).isEqualTo(new Cost(8, 24, 2 * 5, 0, 0));
        assertThat(new Dps.Config(100, "respaced", 0.3, Dps.Sampler.DDPM).cost())
                .isEqualTo(Cost.evaluations(0, 100));
        assertThat(new Ddrm.Config(20, "dmplug", 0.85, 1).cost()).isEqualTo(Cost.evaluations(20, 0));
        // Two chains of three steps with two images each, and two steps with the final kernel.
        assertThat(Cases.small(BlindPgd.METHOD).cost()).isEqualTo(new Cost(16, 0, 0, 16, 6));
    }

    /** The generator runs down to the last layer, of which no other is fitted. */
    @Test
    void theLastTimeStepIsOneLayer() {
        assertThat(Settings.with(DMILO, Map.of("layers", "1")).cost()).isEqualTo(new Cost(2 + 2, 8, 0, 0, 0));
    }

    @Test
    void countsMoreThanFitsIntoAnInt() {
        var many = Map.of("outerIterations", "100000", "innerIterations", "100000");

        assertThat(Settings.with(DMILO, many).cost().backward()).isEqualTo(30_000_000_000L);
        assertThat(Settings.with(PGD, many).cost().gradients()).isEqualTo(100_000);
    }
}
