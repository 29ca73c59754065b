package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BlindPresetsTest {
    private static final String TASK = "blind-deblur";

    @Test
    void everyBlindMethodHasABriefPresetAndThePublishedOnesTheirPapers() {
        assertThat(Methods.forTask(TASK))
                .extracting(Method::name)
                .containsExactly(
                        "blind-dps",
                        "blind-hqs",
                        "blind-pgd",
                        "dmilo-blind",
                        "dmilo-pgd-blind",
                        "dmplug-blind",
                        "ilvr-blind");
        for (Method<?> method : Methods.forTask(TASK)) {
            SolverConfig brief = method.preset(Preset.BRIEF, TASK);

            assertThat(brief.cost().evaluations()).as(method.name()).isLessThan(300);
            if (method.find(Preset.AUTHORS_CODE, TASK).isEmpty()) {
                assertThatThrownBy(() -> method.preset(Preset.AUTHORS_CODE, TASK))
                        .hasMessageContaining("use brief");
            }
            assertThatThrownBy(() -> method.preset(Preset.BRIEF, "denoise"))
                    .hasMessage("solver " + method.name() + " is not for denoise: use " + Methods.namesFor("denoise"));
            assertThat(method.read(Settings.of(brief))).isEqualTo(brief);
        }
    }

    @Test
    void thePublishedSchedulesHaveTheirLength() {
        assertThat(DmiloBlind.METHOD.preset(Preset.PAPER, TASK).cost().backward())
                .isEqualTo(6000);
        assertThat(DmiloPgdBlind.METHOD.preset(Preset.PAPER, TASK).cost().backward())
                .isEqualTo(7500);
        assertThatThrownBy(() -> BlindPgd.METHOD.preset(Preset.PAPER, TASK))
                .hasMessageContaining("no preset 'paper' of blind-pgd");
        assertThatThrownBy(() -> Dmilo.METHOD.preset(Preset.BRIEF, TASK))
                .hasMessage(
                        "solver dmilo is not for blind-deblur: use blind-dps, blind-hqs, blind-pgd, dmilo-blind, dmilo-pgd-blind, dmplug-blind, ilvr-blind");
    }
}
