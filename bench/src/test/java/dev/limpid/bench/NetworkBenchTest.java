package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkBenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aShortRunPrintsBothTimesForEachInstructionSet() {
        int code = run(
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
                "native,avx2");

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
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
        int code = run(("network " + options).split(" ", -1));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains(message);
        assertThat(err.toString().lines()).hasSize(1);
    }

    private int run(String... args) {
        return Bench.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
