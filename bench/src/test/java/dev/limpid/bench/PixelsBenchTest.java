package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelsBenchTest {
    @Test
    void everyProblemOfEverySizeIsARowWithItsMemoryBesideThatWhichWasSaid() {
        String all = String.join(
                ",", Stream.of(PixelsProblem.values()).map(PixelsProblem::label).toList());

        String out = BenchRun.of(
                        "pixels",
                        "--megapixels",
                        "0.02,0.04",
                        "--problems",
                        all,
                        "--solver",
                        "hqs+steps=1",
                        "--memory",
                        "3G",
                        "--threads",
                        "1")
                .succeeded();

        List<String[]> rows = out.lines()
                .filter(line -> line.contains(" × "))
                .map(line -> line.split("\\|"))
                .toList();
        assertThat(rows).hasSize(2 * PixelsProblem.values().length).allSatisfy(row -> {
            double seconds = Double.parseDouble(row[3]);
            double peak = Double.parseDouble(row[6]);
            double said = Double.parseDouble(row[7]);
            assertThat(seconds).isBetween(0.0, 100.0);
            assertThat(peak).isBetween(0.1, 3.0);
            assertThat(said).isBetween(0.1, 3.0);
        });
        assertThat(rows.get(0)[2].strip()).isEqualTo("160 × 128");
        assertThat(rows.get(0)[5].strip()).isEqualTo("–");
        assertThat(Double.parseDouble(rows.get(1)[5])).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--megapixels 0 | --megapixels must be 0.01 to 100, got [0.0]",
                "--problems blur | unknown problem",
                "--solver hsq | hsq",
                "--solver hqs+steps=0 | steps must be positive",
                "--memory much | is no memory such as 4G or 800M",
                "--threads 0 | --threads must be positive, got 0",
            })
    void refusesInOneLine(String options, String message) {
        BenchRun.line("pixels " + options).isRefused(message);
    }
}
