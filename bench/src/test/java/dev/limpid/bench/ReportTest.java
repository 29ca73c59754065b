package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final CaseResult ONE = new CaseResult("dmilo", "cats64", 1, 2, 40, 50, 90, 300 * MEBIBYTE);
    private static final CaseResult TEN = new CaseResult("dmilo", "cats64", 10, 2, 40, 50, 90, 305 * MEBIBYTE);
    private static final Report REPORT = Report.of(
            Machine.here(2, List.of("-Xmx512m")),
            200,
            List.of(ONE, TEN),
            List.of(new Comparison(Reference.Column.DMILO, List.of(new Comparison.Pair(ONE, TEN)))),
            new LeakResult("cats64", 10_000, 12.5, 300 * MEBIBYTE));

    @Test
    void derivesSpeedAndTheAllowedMemory() {
        Report.Row row = REPORT.cases().get(1);
        assertThat(row.evaluationsPerSecond()).isEqualTo(20);
        double gigaflops = 4.0 * Subject.of("cats64").macs() / 0.05 / 1e9;
        assertThat(row.gigaflops()).isCloseTo(gigaflops, within(1e-9));
        assertThat(row.shareOfPeak()).isCloseTo(gigaflops / 200, within(1e-12));
        // An image of 3 × 64 × 64 floats is 48 KiB.
        assertThat(row.peakLimitMebibytes()).isCloseTo(1.03 * 300 + 22 * 48 / 1024.0, within(1e-9));
    }

    @Test
    void hasNoAllowedMemoryWithoutTheCaseOfOneStep() {
        Report alone = Report.of(REPORT.machine(), 200, List.of(TEN), List.of(), null);
        assertThat(alone.cases().get(0).peakLimitMebibytes()).isNull();
        assertThat(Tables.of(alone)).contains("| cats64 |  dmilo | 10 |").doesNotContain("wall ratio");
    }

    @Test
    void writesEverythingAsJson(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("bench.json");
        REPORT.write(file);
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.at("/machine/threads").asInt()).isEqualTo(2);
        assertThat(json.at("/machine/options/0").asText()).isEqualTo("-Xmx512m");
        assertThat(json.at("/peakGigaflops").asDouble()).isEqualTo(200);
        assertThat(json.at("/cases/1/measured/steps").asInt()).isEqualTo(10);
        assertThat(json.at("/cases/1/measured/peakBytes").asLong()).isEqualTo(305 * MEBIBYTE);
        assertThat(json.at("/cases/0/evaluationsPerSecond").asDouble()).isEqualTo(20);
        assertThat(json.at("/comparisons/0/comparison/column").asText()).isEqualTo("DMILO");
        assertThat(json.at("/comparisons/0/wallRatio").asDouble()).isEqualTo(1);
        assertThat(json.at("/comparisons/0/wallTarget").asDouble()).isEqualTo(0.75);
        assertThat(json.at("/leak/bytesPerIteration").asDouble()).isEqualTo(12.5);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void printsTablesInMarkdown() {
        assertThat(Tables.of(REPORT))
                .contains("|  prior | solver |  N | wall ms |")
                .contains("| cats64 | 1 |     dmilo |")
                .contains("grows by 13 bytes per iteration");
    }
}
