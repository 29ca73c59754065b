package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.degradation.Inpaint;
import dev.limpid.degradation.SuperResolve;
import dev.limpid.restoration.Presets.Method;
import dev.limpid.restoration.Presets.Name;
import dev.limpid.solver.DmiloConfig;
import dev.limpid.solver.DmiloPgdConfig;
import dev.limpid.solver.SolverConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {
    private static final SolverConfig PGD = Presets.of(Method.DMILO_PGD, Inpaint.TASK, Name.PAPER);

    @Test
    void showsEveryKeyInTheOrderOfTheRecord() {
        assertThat(List.copyOf(Settings.of(PGD).keySet()))
                .containsExactly(
                        "steps",
                        "grid",
                        "outerIterations",
                        "innerIterations",
                        "latentRate",
                        "deviationRate",
                        "deviationWeight",
                        "latentWeight",
                        "layers",
                        "dataSteps",
                        "dataRate",
                        "normalised",
                        "plainProjection");
        assertThat(Settings.of(PGD)).containsEntry("dataRate", 0.5).containsEntry("grid", "dmilo");
    }

    @Test
    void changesSingleValuesAndKeepsTheOthers() {
        var changes = new LinkedHashMap<String, String>();
        changes.put("grid", "consistent");
        changes.put("steps", "5");
        changes.put("latentRate", "1e-2");
        changes.put("plainProjection", "true");

        assertThat(Settings.with(PGD, changes))
                .isEqualTo(new DmiloPgdConfig(5, "consistent", 5, 200, 0.01, 1e-3, 0.1, 1e-4, 0, 1, 0.5, false, true));
        assertThat(Settings.with(PGD, Map.of())).isEqualTo(PGD);
    }

    /** Steps and layers are valid only together: what is checked is the whole. */
    @Test
    void changesAreJudgedTogether() {
        var changes = Map.of("steps", "1", "layers", "1");

        assertThat(((DmiloPgdConfig) Settings.with(PGD, changes)).layers()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lr | 0.1 | unknown setting 'lr': steps, grid, outerIterations, innerIterations, latentRate,"
                        + " deviationRate, deviationWeight, latentWeight, layers, dataSteps, dataRate, normalised,"
                        + " plainProjection",
                "steps | 2.5 | setting steps must be a whole number, got '2.5'",
                "steps | 99999999999 | setting steps must be a whole number, got '99999999999'",
                "latentRate | fast | setting latentRate must be a number, got 'fast'",
                "latentRate | '' | setting latentRate must be a number, got ''",
                "normalised | yes | setting normalised must be true or false, got 'yes'",
                "latentRate | -1 | latentRate must be positive, got -1.0",
                "latentRate | NaN | latentRate must be positive, got NaN",
                "innerIterations | 0 | innerIterations must be positive, got 0",
                "layers | 7 | layers must be between 0 and steps, got 7",
                "grid | even | unknown time grid 'even': dmilo, dmplug, consistent, or falling times such as 500-250-100"
            })
    void refusesAKeyOrValueInOneLine(String key, String value, String message) {
        assertThatThrownBy(() -> Settings.with(PGD, Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void dmiloHasNoDataSteps() {
        SolverConfig dmilo = Presets.of(Method.DMILO, Inpaint.TASK, Name.PAPER);

        assertThatThrownBy(() -> Settings.with(dmilo, Map.of("dataRate", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown setting 'dataRate': steps, ");
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"DMILO", "DMILO_PGD"})
    void readsWhatItShowed(Method method) {
        SolverConfig config = Presets.of(method, SuperResolve.TASK, Name.AUTHORS_CODE);

        assertThat(Settings.read(method, Settings.of(config))).isEqualTo(config);
    }

    @Test
    void refusesARecordWithMissingUnknownOrWrongValues() {
        Map<String, Object> values = Settings.of(new DmiloConfig(3, "dmilo", 1, 1, 0.02, 0, 0, 0, 0));
        var missing = new LinkedHashMap<>(values);
        missing.remove("steps");
        var unknown = new LinkedHashMap<>(values);
        unknown.put("momentum", 0.9);
        var wrong = new LinkedHashMap<>(values);
        wrong.put("latentRate", -2.0);

        assertThatThrownBy(() -> Settings.read(Method.DMILO, missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("steps");
        assertThatThrownBy(() -> Settings.read(Method.DMILO, unknown))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("momentum");
        assertThatThrownBy(() -> Settings.read(Method.DMILO, wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("latentRate must be positive, got -2.0");
    }
}
