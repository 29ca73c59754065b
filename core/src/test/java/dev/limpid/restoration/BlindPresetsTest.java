package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.degradation.Task;
import dev.limpid.solver.BlindConfig;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlindPresetsTest {
    @Test
    void everyBlindSolverHasABriefPresetAndThePublishedOnesTheirPapers() {
        List<Presets.Method> blind = Arrays.stream(Presets.Method.values())
                .filter(Presets.Method::isBlind)
                .toList();
        assertThat(blind.stream().map(Presets.Method::label))
                .containsExactly("blind-pgd", "dmilo-blind", "dmilo-pgd-blind");
        for (Presets.Method method : blind) {
            BlindConfig brief = BlindPresets.of(method, Presets.Name.BRIEF);

            assertThat(brief.evaluations()).as(method.label()).isLessThan(300);
            assertThat(Presets.any(method, Task.BLIND_DEBLUR, Presets.Name.BRIEF))
                    .isEqualTo(brief);
            assertThatThrownBy(() -> BlindPresets.of(method, Presets.Name.AUTHORS_CODE))
                    .hasMessageContaining("use brief");
            assertThatThrownBy(() -> Presets.any(method, Task.DENOISE, Presets.Name.BRIEF))
                    .hasMessage("solver " + method.label() + " is not for denoise: use dmilo, dmilo-pgd");
            assertThat(Settings.read(method, Settings.of(brief))).isEqualTo(brief);
        }
        assertThat(BlindPresets.of(Presets.Method.DMILO_BLIND, Presets.Name.PAPER)
                        .backwardEvaluations())
                .isEqualTo(6000);
        assertThat(BlindPresets.of(Presets.Method.DMILO_PGD_BLIND, Presets.Name.PAPER)
                        .backwardEvaluations())
                .isEqualTo(7500);
        assertThatThrownBy(() -> BlindPresets.of(Presets.Method.BLIND_PGD, Presets.Name.PAPER))
                .hasMessageContaining("no preset 'paper' of blind-pgd");
        assertThatThrownBy(() -> Presets.any(Presets.Method.DMILO, Task.BLIND_DEBLUR, Presets.Name.BRIEF))
                .hasMessage("solver dmilo is not for blind-deblur: use blind-pgd, dmilo-blind, dmilo-pgd-blind");
    }
}
