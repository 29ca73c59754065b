package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.degradation.Task;
import dev.limpid.restoration.Presets.Method;
import dev.limpid.restoration.Presets.Name;
import dev.limpid.solver.DmiloConfig;
import dev.limpid.solver.DmiloPgdConfig;
import dev.limpid.solver.SolverConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {
    /** Paper, §5.1, and the authors' dmilo.py: rate of z, inner and outer iterations. */
    @ParameterizedTest
    @CsvSource({
        "PAPER, INPAINTING, 0.02, 200, 5",
        "PAPER, SUPER_RESOLUTION, 0.02, 400, 10",
        "AUTHORS_CODE, INPAINTING, 0.02, 200, 5",
        "AUTHORS_CODE, SUPER_RESOLUTION, 0.01, 1000, 5",
        "AUTHORS_CODE, GAUSSIAN_DEBLUR, 0.008, 300, 10",
        "AUTHORS_CODE, MOTION_DEBLUR, 0.008, 300, 10",
        "PAPER, NONLINEAR_DEBLUR, 0.02, 200, 5",
        "AUTHORS_CODE, NONLINEAR_DEBLUR, 0.01, 200, 10"
    })
    void dmiloHasThePublishedValues(Name name, Task task, double rate, int inner, int outer) {
        assertThat(Presets.of(Method.DMILO, task, name))
                .isEqualTo(new DmiloConfig(3, "dmilo", outer, inner, rate, 1e-3, 0.1, 1e-4, 0));
    }

    /** Paper, §5.1, and the authors' dmilo-pgd.py: besides, the step on the image and how many of which kind. */
    @ParameterizedTest
    @CsvSource({
        "PAPER, INPAINTING, 0.02, 200, 5, 1, 0.5, false",
        "PAPER, SUPER_RESOLUTION, 0.02, 400, 10, 1, 8, false",
        "AUTHORS_CODE, INPAINTING, 0.02, 200, 5, 1, 0.5, false",
        "AUTHORS_CODE, SUPER_RESOLUTION, 0.01, 400, 10, 1, 8, false",
        "AUTHORS_CODE, GAUSSIAN_DEBLUR, 0.02, 500, 5, 1000, 2, true",
        "AUTHORS_CODE, MOTION_DEBLUR, 0.02, 500, 5, 1000, 2, true",
        "AUTHORS_CODE, NONLINEAR_DEBLUR, 0.02, 200, 10, 1000, 0.3, true"
    })
    void dmiloPgdHasThePublishedValues(
            Name name, Task task, double rate, int inner, int outer, int dataSteps, double eta, boolean normalised) {
        assertThat(Presets.of(Method.DMILO_PGD, task, name))
                .isEqualTo(new DmiloPgdConfig(
                        3, "dmilo", outer, inner, rate, 1e-3, 0.1, 1e-4, 0, dataSteps, eta, normalised, false));
    }

    static List<Arguments> methodsAndTasks() {
        var all = new ArrayList<Arguments>();
        for (Method method : List.of(Method.DMILO, Method.DMILO_PGD)) {
            for (Task task : Task.values()) {
                if (!task.isBlind()) {
                    all.add(Arguments.of(method, task));
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("methodsAndTasks")
    void theBriefOneEvaluatesAtMostThreeHundredTimes(Method method, Task task) {
        SolverConfig config = Presets.of(method, task, Name.BRIEF);

        assertThat(config.backwardEvaluations()).isPositive().isLessThanOrEqualTo(300);
        if (config instanceof DmiloPgdConfig pgd) {
            // Squared steps find their own length; the authors' steps of the norm are kept for blur.
            assertThat(pgd.normalised()).isEqualTo(task.isDeblurring());
            int free = task == Task.NONLINEAR_DEBLUR ? 40 : 1;
            assertThat(pgd.dataSteps()).isEqualTo(task.isDeblurring() ? 1000 : free);
            assertThat(pgd.dataRate()).isEqualTo(task.isDeblurring() ? 2 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DMILO, GAUSSIAN_DEBLUR, PAPER",
        "DMILO_PGD, MOTION_DEBLUR, PAPER",
        "DMILO_PGD, NONLINEAR_DEBLUR, PAPER",
        "DMILO, DENOISE, AUTHORS_CODE",
        "DMILO_PGD, DENOISE, PAPER"
    })
    void saysWhereASourceGivesNoValues(Method method, Task task, Name name) {
        assertThatThrownBy(() -> Presets.of(method, task, name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no preset '" + name.label() + "' of " + method.label() + " for " + task.label()
                        + ": its source gives no values; use brief");
    }

    @Test
    void findsMethodsPresetsAndTasksByTheirNames() {
        assertThat(Method.named("dmilo-pgd")).isEqualTo(Method.DMILO_PGD);
        assertThat(Name.named("authors-code")).isEqualTo(Name.AUTHORS_CODE);
        assertThat(Task.named("super-resolution")).isEqualTo(Task.SUPER_RESOLUTION);
        assertThatThrownBy(() -> Method.named("DMILO"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown solver 'DMILO': dmilo, dmilo-pgd, blind-pgd, dmilo-blind, dmilo-pgd-blind");
        assertThatThrownBy(() -> Name.named("short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown preset 'short': brief, paper, authors-code");
        assertThatThrownBy(() -> Task.named("sr"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown task 'sr': inpainting, super-resolution, ");
    }
}
