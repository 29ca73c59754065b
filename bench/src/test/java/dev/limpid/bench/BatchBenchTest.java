package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchBenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void tellsTheTimeOfAPictureInEachBatch() {
        int code = run("batches --images 1,2 --iterations 1 --rounds 1 --threads 1".split(" ", -1));

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
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
        int code = run(("batches " + options).split(" ", -1));

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
