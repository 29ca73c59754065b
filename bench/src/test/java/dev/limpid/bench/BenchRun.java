package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A run of {@code limpid bench} in this process. */
record BenchRun(int code, String out, String err) {
    static BenchRun of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Bench.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new BenchRun(code, out.toString(), err.toString());
    }

    /** By a line with spaces between its arguments. */
    static BenchRun line(String line) {
        return of(line.split(" ", -1));
    }

    void isRefused(String message) {
        assertThat(code).isEqualTo(2);
        assertThat(err).contains(message);
        assertThat(err.lines()).hasSize(1);
    }

    String succeeded() {
        assertThat(code).as(err).isZero();
        return out;
    }
}
