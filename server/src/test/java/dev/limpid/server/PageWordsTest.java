package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageWordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            another --kernel-size, --boundary or --noise may explain more | another “Kernel size”, “Boundary” or “Noise” may explain more
            --preset brief would take about 5 min | “Preset” brief would take about 5 min
            a smaller picture or another --solver takes less | a smaller picture or another “Solver” takes less
            a photograph's scene goes on there: --boundary valid | a photograph's scene goes on there: “Boundary” valid
            the file my--mask.png | the file my--mask.png
            """)
    void optionsAreFields(String message, String told) {
        assertThat(PageWords.of(message)).isEqualTo(told);
    }

    @Test
    void theHelpOfFieldsNamesNoOptions() {
        assertThat(TaskList.all())
                .allSatisfy(task -> assertThat(task.options())
                        .allSatisfy(option ->
                                assertThat(option.help()).as(option.name()).doesNotContain("--")));
    }
}
