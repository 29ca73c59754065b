package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkBenchTest {
    @Test
    void aShortRunPrintsBothTimesForEachInstructionSet() {
        String out = BenchRun.of(
                        "network",
                        "--size",
                        "64",
                        "--iterations",
                        "1",
                        "--pairs",
                        "1",
                        "--threads",
                        "1",
                        "--instructions",
                        "native,avx2")
                .succeeded();

        assertThat(out)
                .contains("photo, 64 x 64, 1 threads", ", native, load", ", avx2, load")
                .containsPattern("forward +[0-9.]+ ms, [0-9]+ GFLOP/s, [0-9]+ % of the peak\n")
                .containsPattern("with gradient +[0-9.]+ ms")
                .containsPattern("peak memory +[0-9]+ MiB\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--size 0 | must be positive",
                "--prior cats64 | unknown local prior 'cats64': photo",
                "--instructions sse | --instructions takes native or avx2, got sse",
                "--reference none.py | --reference: there is no readable file none.py",
            })
    void refusesInOneLine(String options, String message) {
        BenchRun.line("network " + options).isRefused(message);
    }
}
