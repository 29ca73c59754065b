package dev.limpid.imagej;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.degradation.Denoise;
import dev.limpid.degradation.Option;
import dev.limpid.degradation.Tasks;
import dev.limpid.io.RangeChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void whatIsNotSaidIsTheEnginesOwn() {
        Settings settings = Settings.of(Map.of("task", "denoise", "noise", "", "seed", " "));

        assertThat(settings.task()).isSameAs(Denoise.TASK);
        assertThat(settings.options()).isEmpty();
        assertThat(settings.range()).isEqualTo(RangeChoice.NATURAL);
        assertThat(settings.choice().method().name()).isEqualTo("hqs");
        assertThat(settings.compute().prior()).isEqualTo("photo");
    }

    @Test
    void realismAndSingleSettingsReachTheSolver() {
        Settings settings =
                Settings.of(Map.of("task", "denoise", "solver", "hqs", "realism", "0.5", "set", "steps=3 lambda=0.4"));

        assertThat(settings.choice().configuration())
                .containsEntry("realism", 0.5)
                .containsEntry("steps", 3)
                .containsEntry("lambda", 0.4);
    }

    @Test
    void refusesASettingThatTheSolverHasNot() {
        assertThatThrownBy(() -> Settings.of(Map.of("task", "denoise", "solver", "diffpir", "realism", "1"))
                        .choice())
                .hasMessageStartingWith("unknown setting 'realism'");
        assertThatThrownBy(() -> Settings.of(Map.of("task", "denoise", "set", "steps")))
                .hasMessage("set takes key=value, got 'steps'");
    }

    /** ImageJ finds {@code set=} in {@code kernel-set=}, too. */
    @Test
    void noFieldEndsAsAnotherOneIsNamed() {
        for (var task : Tasks.ALL) {
            var names =
                    new ArrayList<>(List.of("task", "range", "prior", "solver", "preset", "realism", "set", "seed"));
            task.options(false).stream().map(Option::name).forEach(names::add);

            assertThat(names).doesNotHaveDuplicates();
            assertThat(names).allSatisfy(name -> assertThat(names).noneMatch(other -> other.endsWith("-" + name)));
        }
    }
}
