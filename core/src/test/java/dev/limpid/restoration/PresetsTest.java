package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.degradation.NonlinearDeblur;
import dev.limpid.degradation.SuperResolve;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.operator.blur.Blur;
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
        "PAPER, inpainting, 0.02, 200, 5",
        "PAPER, super-resolution, 0.02, 400, 10",
        "AUTHORS_CODE, inpainting, 0.02, 200, 5",
        "AUTHORS_CODE, super-resolution, 0.01, 1000, 5",
        "AUTHORS_CODE, gaussian-deblur, 0.008, 300, 10",
        "AUTHORS_CODE, motion-deblur, 0.008, 300, 10",
        "PAPER, nonlinear-deblur, 0.02, 200, 5",
        "AUTHORS_CODE, nonlinear-deblur, 0.01, 200, 10"
    })
    void dmiloHasThePublishedValues(Name name, String task, double rate, int inner, int outer) {
        assertThat(Presets.of(Method.DMILO, Tasks.named(task), name))
                .isEqualTo(new DmiloConfig(3, "dmilo", outer, inner, rate, 1e-3, 0.1, 1e-4, 0));
    }

    /** Paper, §5.1, and the authors' dmilo-pgd.py: besides, the step on the image and how many of which kind. */
    @ParameterizedTest
    @CsvSource({
        "PAPER, inpainting, 0.02, 200, 5, 1, 0.5, false",
        "PAPER, super-resolution, 0.02, 400, 10, 1, 8, false",
        "AUTHORS_CODE, inpainting, 0.02, 200, 5, 1, 0.5, false",
        "AUTHORS_CODE, super-resolution, 0.01, 400, 10, 1, 8, false",
        "AUTHORS_CODE, gaussian-deblur, 0.02, 500, 5, 1000, 2, true",
        "AUTHORS_CODE, motion-deblur, 0.02, 500, 5, 1000, 2, true",
        "AUTHORS_CODE, nonlinear-deblur, 0.02, 200, 10, 1000, 0.3, true"
    })
    void dmiloPgdHasThePublishedValues(
            Name name, String task, double rate, int inner, int outer, int dataSteps, double eta, boolean normalised) {
        assertThat(Presets.of(Method.DMILO_PGD, Tasks.named(task), name))
                .isEqualTo(new DmiloPgdConfig(
                        3, "dmilo", outer, inner, rate, 1e-3, 0.1, 1e-4, 0, dataSteps, eta, normalised, false));
    }

    static List<Arguments> methodsAndTasks() {
        var all = new ArrayList<Arguments>();
        for (Method method : List.of(Method.DMILO, Method.DMILO_PGD)) {
            for (Task task : Tasks.ALL) {
                if (!task.blind()) {
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
            assertThat(pgd.normalised()).isEqualTo((task.operator() == Blur.class));
            int free = task == NonlinearDeblur.TASK ? 40 : 1;
            assertThat(pgd.dataSteps()).isEqualTo((task.operator() == Blur.class) ? 1000 : free);
            assertThat(pgd.dataRate()).isEqualTo((task.operator() == Blur.class) ? 2 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DMILO, gaussian-deblur, PAPER",
        "DMILO_PGD, motion-deblur, PAPER",
        "DMILO_PGD, nonlinear-deblur, PAPER",
        "DMILO, denoise, AUTHORS_CODE",
        "DMILO_PGD, denoise, PAPER"
    })
    void saysWhereASourceGivesNoValues(Method method, String task, Name name) {
        assertThatThrownBy(() -> Presets.of(method, Tasks.named(task), name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no preset '" + name.label() + "' of " + method.label() + " for " + task
                        + ": its source gives no values; use brief");
    }

    @Test
    void findsMethodsPresetsAndTasksByTheirNames() {
        assertThat(Method.named("dmilo-pgd")).isEqualTo(Method.DMILO_PGD);
        assertThat(Name.named("authors-code")).isEqualTo(Name.AUTHORS_CODE);
        assertThat(Tasks.named("super-resolution")).isEqualTo(SuperResolve.TASK);
        assertThatThrownBy(() -> Method.named("DMILO"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown solver 'DMILO': dmilo, dmilo-pgd, blind-pgd, dmilo-blind, dmilo-pgd-blind");
        assertThatThrownBy(() -> Name.named("short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown preset 'short': brief, paper, authors-code");
        assertThatThrownBy(() -> Tasks.named("sr"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown task 'sr': inpainting, super-resolution, ");
    }
}
