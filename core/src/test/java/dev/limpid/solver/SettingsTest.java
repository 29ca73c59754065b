package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
    private static final DmiloPgd.Config PGD = DmiloPgd.METHOD.preset(Preset.PAPER, "inpainting");

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
                        "plainProjection",
                        "start");
        assertThat(Settings.of(PGD))
                .containsEntry("dataRate", 0.5)
                .containsEntry("grid", "dmilo")
                .containsEntry("start", "noise");
    }

    @Test
    void changesSingleValuesAndKeepsTheOthers() {
        var changes = new LinkedHashMap<String, String>();
        changes.put("grid", "consistent");
        changes.put("steps", "5");
        changes.put("latentRate", "1e-2");
        changes.put("plainProjection", "true");
        changes.put("start", "classical");

        assertThat(Settings.with(PGD, changes))
                .isEqualTo(new DmiloPgd.Config(
                        new LayerFit(5, "consistent", 5, 200, 0.01, 1e-3, 0.1, 1e-4, 0),
                        new DmiloPgd.DataSteps(1, 0.5, false),
                        true,
                        Start.CLASSICAL));
        assertThat(Settings.with(PGD, Map.of())).isEqualTo(PGD);
    }

    /** Steps and layers are valid only together: what is checked is the whole. */
    @Test
    void changesAreJudgedTogether() {
        var changes = Map.of("steps", "1", "layers", "1");

        assertThat(Settings.with(PGD, changes).fit().layers()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lr | 0.1 | unknown setting 'lr': steps, grid, outerIterations, innerIterations, latentRate,"
                        + " deviationRate, deviationWeight, latentWeight, layers, dataSteps, dataRate, normalised,"
                        + " plainProjection, start",
                "steps | 2.5 | setting steps must be a whole number, got '2.5'",
                "steps | 99999999999 | setting steps must be a whole number, got '99999999999'",
                "latentRate | fast | setting latentRate must be a number, got 'fast'",
                "latentRate | '' | setting latentRate must be a number, got ''",
                "normalised | yes | setting normalised must be true or false, got 'yes'",
                "start | picture | setting start must be one of noise, classical, got 'picture'",
                "start | NOISE | setting start must be one of noise, classical, got 'NOISE'",
                "latentRate | -1 | latentRate must be positive, got -1.0",
                "latentRate | NaN | latentRate must be positive, got NaN",
                "innerIterations | 0 | innerIterations must be positive, got 0",
                "layers | 7 | layers must be between 0 and steps, got 7",
                "grid | even | unknown time grid 'even': dmilo, dmplug, consistent, respaced, quadratic, or falling times such as"
                        + " 500-250-100"
            })
    void refusesAKeyOrValueInOneLine(String key, String value, String message) {
        assertThatThrownBy(() -> Settings.with(PGD, Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void dmiloHasNoDataSteps() {
        Dmilo.Config dmilo = Dmilo.METHOD.preset(Preset.PAPER, "inpainting");

        assertThatThrownBy(() -> Settings.with(dmilo, Map.of("dataRate", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown setting 'dataRate': steps, ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dmilo | latentrate | ; did you mean latentRate?",
                "dmilo | stepss | ; did you mean steps?",
                "hqs | lamda | ; did you mean lambda?",
                "ilvr | threshold | ; threshold is a setting of subdaps",
                "dps | kernelRate | ; kernelRate is a setting of dmilo-blind, dmilo-pgd-blind, dmplug-blind",
                "dps | scales | ; did you mean scale?",
                "ddrm | etab | ; did you mean etaB?",
                "as-measured | steps | : the method has none; steps is a setting of blind-dps, "
            })
    void saysWhichKeyMayBeMeantOrWhichMethodHasIt(String method, String key, String message) {
        SolverConfig config = Cases.small(Methods.named(method));

        assertThatThrownBy(() -> Settings.with(config, Map.of(key, "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown setting '" + key + "': ")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    static Stream<Arguments> everyPreset() {
        return Methods.ALL.stream()
                .flatMap(method -> method.presets().stream()
                        .flatMap(preset -> preset.byTask().entrySet().stream()
                                .map(entry -> Arguments.of(method, entry.getKey(), preset.name(), entry.getValue()))));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("everyPreset")
    void readsWhatItShowed(Method<?> method, String task, String preset, SolverConfig config) {
        assertThat(method.preset(preset, task)).isEqualTo(config);
        assertThat(method.read(Settings.of(config))).isEqualTo(config);
    }

    @Test
    void refusesARecordWithMissingUnknownOrWrongValues() {
        Map<String, Object> values = Settings.of(Dmilo.METHOD.preset(Preset.PAPER, "inpainting"));
        var missing = new LinkedHashMap<>(values);
        missing.remove("steps");
        var unknown = new LinkedHashMap<>(values);
        unknown.put("momentum", 0.9);
        var wrong = new LinkedHashMap<>(values);
        wrong.put("latentRate", -2.0);

        assertThatThrownBy(() -> Dmilo.METHOD.read(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("setting steps is missing");
        assertThatThrownBy(() -> Dmilo.METHOD.read(unknown))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown setting 'momentum': steps, ");
        assertThatThrownBy(() -> Dmilo.METHOD.read(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("latentRate must be positive, got -2.0");
    }

    /** A record of before a setting has no value of it. */
    @Test
    void aSettingThatCameLaterHasItsFormerValue() {
        Hqs.Config now = Hqs.METHOD.preset(Preset.BRIEF, "denoise");
        var record = new LinkedHashMap<String, Object>(Settings.of(now));
        record.remove("orientations");

        Hqs.Config before = Settings.read(Hqs.Config.class, record);

        assertThat(before.orientations()).isEqualTo(1);
    }

    @Test
    void aSettingThatIsGoneIsReadInARecordAndRefusedToUsers() {
        Hqs.Config now = Hqs.METHOD.preset(Preset.BRIEF, "motion-deblur");
        var record = new LinkedHashMap<String, Object>(Settings.of(now));
        record.put("holdsNoise", false);

        assertThat(Settings.read(Hqs.Config.class, record)).isEqualTo(now);
        assertThatThrownBy(() -> Settings.with(now, Map.of("holdsNoise", "true")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown setting 'holdsNoise'");
    }
}
