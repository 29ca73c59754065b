package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchBenchTest {
    @Test
    void tellsTheTimeOfAPictureInEachBatch() {
        String out = BenchRun.line("batches --images 1,2 --iterations 1 --rounds 1 --threads 1")
                .succeeded();

        assertThat(out)
                .contains("cats64, 64 x 64, 1 threads")
                .containsPattern("\\| 1 \\| [0-9.]+ \\| [0-9.]+ \\| 1.00 \\| [0-9]+ \\|\n")
                .containsPattern("\\| 2 \\| [0-9.]+ \\| [0-9.]+ \\| [0-9.]+ \\| [0-9]+ \\|\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rounds 0 | must be positive",
                "--images 4,0 | --images must be positive, got [4, 0]",
                "--prior photo | unknown prior 'photo'",
            })
    void refusesInOneLine(String options, String message) {
        BenchRun.line("batches " + options).isRefused(message);
    }
}
