package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {
    private static LayerFit published(int outer, int inner, double rate) {
        return new LayerFit(3, "dmilo", outer, inner, rate, 1e-3, 0.1, 1e-4, 0);
    }

    /** Paper, §5.1, and the authors' dmilo.py: rate of z, inner and outer iterations. */
    @ParameterizedTest
    @CsvSource({
        "paper, inpainting, 0.02, 200, 5",
        "paper, super-resolution, 0.02, 400, 10",
        "authors-code, inpainting, 0.02, 200, 5",
        "authors-code, super-resolution, 0.01, 1000, 5",
        "authors-code, gaussian-deblur, 0.008, 300, 10",
        "authors-code, motion-deblur, 0.008, 300, 10",
        "paper, nonlinear-deblur, 0.02, 200, 5",
        "authors-code, nonlinear-deblur, 0.01, 200, 10"
    })
    void dmiloHasThePublishedValues(String preset, String task, double rate, int inner, int outer) {
        assertThat(Dmilo.METHOD.preset(preset, task))
                .isEqualTo(new Dmilo.Config(published(outer, inner, rate), Start.NOISE));
    }

    /** Paper, §5.1, and the authors' dmilo-pgd.py: besides, the step on the image and how many of which kind. */
    @ParameterizedTest
    @CsvSource({
        "paper, inpainting, 0.02, 200, 5, 1, 0.5, false",
        "paper, super-resolution, 0.02, 400, 10, 1, 8, false",
        "authors-code, inpainting, 0.02, 200, 5, 1, 0.5, false",
        "authors-code, super-resolution, 0.01, 400, 10, 1, 8, false",
        "authors-code, gaussian-deblur, 0.02, 500, 5, 1000, 2, true",
        "authors-code, motion-deblur, 0.02, 500, 5, 1000, 2, true",
        "authors-code, nonlinear-deblur, 0.02, 200, 10, 1000, 0.3, true"
    })
    void dmiloPgdHasThePublishedValues(
            String preset,
            String task,
            double rate,
            int inner,
            int outer,
            int dataSteps,
            double eta,
            boolean normalised) {
        var data = new DmiloPgd.DataSteps(dataSteps, eta, normalised);

        assertThat(DmiloPgd.METHOD.preset(preset, task))
                .isEqualTo(new DmiloPgd.Config(published(outer, inner, rate), data, false, Start.NOISE));
    }

    /** Paper, §5.4; the rates of DMPlug's bid.py and turbulence.py. */
    @ParameterizedTest
    @CsvSource({"dmilo-blind, 10, 200, 0.01", "dmilo-pgd-blind, 5, 500, 0.02"})
    void blindMethodsHaveThePublishedValues(String method, int outer, int inner, double rate) {
        Map<String, Object> values = Settings.of(Methods.named(method).preset(Preset.PAPER, "blind-deblur"));
        var rates = new Unknowns.Rates(0.1, 1e-7);

        assertThat(values)
                .containsAllEntriesOf(Settings.of(new DmiloBlind.Config(published(outer, inner, rate), rates)));
    }

    /** The authors' configs of FFHQ: scale 0.3, and 0.5 for inpainting. */
    @ParameterizedTest
    @CsvSource({
        "inpainting, 0.5",
        "super-resolution, 0.3",
        "gaussian-deblur, 0.3",
        "motion-deblur, 0.3",
        "nonlinear-deblur, 0.3"
    })
    void dpsHasThePublishedValues(String task, double scale) {
        assertThat(Dps.METHOD.preset(Preset.AUTHORS_CODE, task))
                .isEqualTo(new Dps.Config(1000, "respaced", scale, Dps.Sampler.DDPM));
        assertThat(Dps.METHOD.preset(Preset.BRIEF, task))
                .as("ten times longer steps, so that a tenth of them guides as much")
                .isEqualTo(new Dps.Config(100, "respaced", 10 * scale, Dps.Sampler.DDPM));
    }

    @ParameterizedTest
    @CsvSource({"inpainting", "super-resolution", "gaussian-deblur", "motion-deblur", "denoise"})
    void ddrmHasThePublishedValues(String task) {
        assertThat(Ddrm.METHOD.preset(Preset.AUTHORS_CODE, task)).isEqualTo(new Ddrm.Config(20, "dmplug", 0.85, 1));
    }

    /** The code of NVlabs/RED-diff: 100 steps with eta 1. */
    @ParameterizedTest
    @CsvSource({"inpainting", "super-resolution", "gaussian-deblur"})
    void pigdmHasThePublishedValues(String task) {
        assertThat(Pigdm.METHOD.preset(Preset.AUTHORS_CODE, task))
                .isEqualTo(new Pigdm.Config(100, "dmplug", 1, 1, Pigdm.Guidance.PRODUCT, false, Start.CLASSICAL));
    }

    /** The authors' reddiff.yaml and README. */
    @ParameterizedTest
    @CsvSource({
        "inpainting, 0.25, 1e-4",
        "super-resolution, 0.5, 0",
        "gaussian-deblur, 0.5, 0",
        "motion-deblur, 0.5, 0",
        "nonlinear-deblur, 0.5, 0"
    })
    void redDiffHasThePublishedValues(String task, double rate, double spread) {
        assertThat(RedDiff.METHOD.preset(Preset.AUTHORS_CODE, task))
                .isEqualTo(new RedDiff.Config(1000, "dmplug", rate, 0.25, RedDiff.Weighting.LINEAR, 1, spread));
    }

    @ParameterizedTest
    @CsvSource({"inpainting", "super-resolution", "gaussian-deblur", "denoise"})
    void ddnmHasThePublishedValues(String task) {
        assertThat(Ddnm.METHOD.preset(Preset.AUTHORS_CODE, task)).isEqualTo(new Ddnm.Config(100, "dmplug", 0.85, 1, 1));
    }

    /** The authors' main_ddpir.py multiplies what its configs say, and ends with the noise of t = 0. */
    @ParameterizedTest
    @CsvSource({
        "inpainting, 20, 1, 1",
        "super-resolution, 100, 6, 0.25",
        "gaussian-deblur, 100, 7, 0.3",
        "motion-deblur, 100, 7, 0.3"
    })
    void diffPirHasThePublishedValues(String task, int steps, double lambda, double zeta) {
        assertThat(DiffPir.METHOD.preset(Preset.AUTHORS_CODE, task))
                .isEqualTo(new DiffPir.Config(steps, "quadratic", 1000, lambda, zeta, 0, 1, false));
    }

    /** The authors' configs_fast_dips_cli.txt, FFHQ: T, K, S. */
    @ParameterizedTest
    @CsvSource({
        "inpainting, 75, 3, 1",
        "super-resolution, 75, 3, 1",
        "gaussian-deblur, 50, 3, 2",
        "motion-deblur, 50, 3, 2",
        "nonlinear-deblur, 150, 2, 5"
    })
    void fastDipsHasThePublishedValues(String task, int steps, int admm, int gradient) {
        assertThat(FastDips.METHOD.preset(Preset.AUTHORS_CODE, task))
                .isEqualTo(new FastDips.Config(steps, 100, 0.1, admm, gradient, 200, 0.05, Start.NOISE));
    }

    /** The authors' pipeline.py: conjugate gradient steps and the threshold. */
    @ParameterizedTest
    @CsvSource({
        "inpainting, 10, 1e-5",
        "super-resolution, 10, 1e-5",
        "gaussian-deblur, 10, 1e-4",
        "motion-deblur, 10, 3e-4",
        "nonlinear-deblur, 100, 1e-4"
    })
    void subDapsHasThePublishedValues(String task, int dataSteps, double threshold) {
        assertThat(SubDaps.METHOD.preset(Preset.AUTHORS_CODE, task))
                .isEqualTo(new SubDaps.Config(100, 157.4, 0.01, dataSteps, threshold, 4, Start.CLASSICAL));
    }

    /** The authors' configs/task, pixel space with Langevin: M and η. */
    @ParameterizedTest
    @CsvSource({
        "inpainting, 100, 1e-4",
        "super-resolution, 100, 1e-4",
        "gaussian-deblur, 100, 1e-4",
        "motion-deblur, 100, 5e-5",
        "nonlinear-deblur, 200, 1e-5"
    })
    void dapsHasThePublishedValues(String task, int chainSteps, double rate) {
        assertThat(Daps.METHOD.preset(Preset.AUTHORS_CODE, task))
                .isEqualTo(new Daps.Config(
                        200, 100, 0.1, 5, 0.01, Daps.Chain.LANGEVIN, chainSteps, rate, 0.01, 0, 0.01, Start.NOISE));
    }

    /** The authors' main_dpir_deblur.py and main_dpir_sisr.py: K; σ_K follows the problem. */
    @ParameterizedTest
    @CsvSource({"gaussian-deblur, 8", "motion-deblur, 8", "super-resolution, 24"})
    void dpirHasThePublishedValues(String task, int steps) {
        assertThat(Dpir.METHOD.preset(Preset.AUTHORS_CODE, task))
                .isEqualTo(new Dpir.Config(steps, 98 / 255.0, 0, 0.23, true));
        assertThat(DpirDm.METHOD.preset(Preset.BRIEF, task))
                .isEqualTo(new Dpir.Config(steps, 98 / 255.0, 0, 0.23, false));
    }

    /** The README of the authors' code. */
    @Test
    void ilvrHasThePublishedValues() {
        var published = new Ilvr.Config(100, "respaced", 32, 20);

        assertThat(Ilvr.METHOD.preset(Preset.AUTHORS_CODE, "super-resolution")).isEqualTo(published);
        assertThat(IlvrBlind.METHOD.preset(Preset.AUTHORS_CODE, "blind-deblur")).isEqualTo(published);
    }

    /** The defaults of the authors' SITCOM_with_noise.py; the correction has the scale of DPS's inpainting. */
    @ParameterizedTest
    @CsvSource({
        "inpainting, 0.5",
        "super-resolution, 0",
        "gaussian-deblur, 0",
        "motion-deblur, 0",
        "nonlinear-deblur, 0"
    })
    void sitcomHasThePublishedValues(String task, double dataRate) {
        assertThat(Sitcom.METHOD.preset(Preset.AUTHORS_CODE, task))
                .isEqualTo(new Sitcom.Config(20, "dmplug", 30, 0.02, 0, 0.001, dataRate, Start.NOISE));
    }

    /** The demonstration of the authors' dcps.py. */
    @ParameterizedTest
    @CsvSource({"inpainting", "super-resolution", "gaussian-deblur", "motion-deblur"})
    void dcpsHasThePublishedValues(String task) {
        Dcps.Config config = Dcps.METHOD.preset(Preset.AUTHORS_CODE, task);

        assertThat(config)
                .isEqualTo(new Dcps.Config(
                        999, 3, 100, 5, 1e-3, 2, Dcps.Optimiser.NORMALISED, 1.5, 1, false, Start.NOISE));
        assertThat(config.cost()).isEqualTo(Cost.evaluations(299, 613));
    }

    static List<Arguments> everyPreset() {
        var all = new ArrayList<Arguments>();
        for (Method<?> method : Methods.ALL) {
            method.presets().forEach(preset -> all.add(Arguments.of(method.name(), preset.name(), preset)));
        }
        return all;
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("everyPreset")
    void isForTasksThatThereAre(String method, String name, Preset<?> preset) {
        assertThat(preset.byTask().keySet())
                .isNotEmpty()
                .isSubsetOf(Tasks.ALL.stream().map(Task::name).toList());
        assertThat(name).isIn(Preset.BRIEF, Preset.PAPER, Preset.AUTHORS_CODE);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("everyPreset")
    void saysWhereItsValuesComeFrom(String method, String name, Preset<?> preset) {
        if (Methods.named(method).usesPrior()) {
            assertThat(preset.origin()).matches("\\[[PCD]\\] .+");
        } else {
            assertThat(preset.origin()).isNotBlank();
        }
    }

    static List<Arguments> briefOnes() {
        var all = new ArrayList<Arguments>();
        for (Method<?> method : Methods.ALL) {
            for (Task task : Tasks.ALL) {
                if (method.isFor(task.name())) {
                    all.add(Arguments.of(method, task.name()));
                }
            }
        }
        return all;
    }

    /** Every method has one for every task of its own: it is what is used unless another is asked for. */
    @ParameterizedTest
    @MethodSource("briefOnes")
    void theBriefOneEvaluatesAtMostThreeHundredTimes(Method<?> method, String task) {
        SolverConfig config = method.preset(Preset.BRIEF, task);

        assertThat(config.cost().evaluations()).isBetween(method.usesPrior() ? 1L : 0L, 300L);
    }

    /** Squared steps find their own length; the authors' steps of the norm are kept for blur. */
    @ParameterizedTest
    @CsvSource({
        "inpainting, 1, 0, false",
        "super-resolution, 1, 0, false",
        "denoise, 1, 0, false",
        "gaussian-deblur, 1000, 2, true",
        "motion-deblur, 1000, 2, true",
        "nonlinear-deblur, 40, 0, false"
    })
    void theBriefOneOfDmiloPgdFindsItsStepsWhereItCan(String task, int dataSteps, double eta, boolean normalised) {
        assertThat(DmiloPgd.METHOD.preset(Preset.BRIEF, task).data())
                .isEqualTo(new DmiloPgd.DataSteps(dataSteps, eta, normalised));
    }

    @ParameterizedTest
    @CsvSource({
        "dmilo, gaussian-deblur, paper, brief or authors-code",
        "dmilo-pgd, motion-deblur, paper, brief or authors-code",
        "dmilo-pgd, nonlinear-deblur, paper, brief or authors-code",
        "dmilo, denoise, authors-code, brief",
        "dmilo-pgd, denoise, paper, brief"
    })
    void saysWhereASourceGivesNoValues(String method, String task, String preset, String others) {
        assertThatThrownBy(() -> Methods.named(method).preset(preset, task))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no preset '" + preset + "' of " + method + " for " + task
                        + ": its source gives no values; use " + others);
    }

    @ParameterizedTest
    @CsvSource({"dmilo, blind-deblur", "mcg, denoise", "blind-pgd, inpainting"})
    void saysWhichMethodsAreForATask(String method, String task) {
        String others = Methods.forTask(task).stream().map(Method::name).collect(Collectors.joining(", "));
        assertThat(Methods.named(method).isFor(task)).isFalse();
        assertThat(Methods.named(method).find(Preset.BRIEF, task)).isEmpty();
        assertThatThrownBy(() -> Methods.named(method).preset(Preset.BRIEF, task))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("solver " + method + " is not for " + task + ": use " + others);
    }
}
