package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--priors dogs | unknown prior 'dogs': cats64, ",
                "--solvers dps | unknown solver 'dps': dmilo, dmilo-pgd, dmplug, dmplug-ckpt",
                "--columns dps | unknown column 'dps': dmilo-frozen, dmilo, dmplug-frozen, dmplug",
                "--warm-up 0 | --warm-up must be between 1 and 1000000, got 0",
                "--steps 0 | --steps must be between 1 and 1000, got 0",
                "--reference-steps 1001 | --reference-steps must be between 1 and 1000, got 1001",
                "--steps two | --steps",
                "--threads 0 | --threads must be between 1 and 1024, got 0",
                "--pairs 0 | --pairs must be between 1 and 1000, got 0",
                "--iterations -1 | --iterations must be between 1 and 1000000, got -1",
                "--leak 99 | --leak must be between 100 and 1000000000, got 99",
                "--reference no-such-file.py | there is no readable file no-such-file.py",
                "--out no-such-folder/bench.json | cannot write a file no-such-folder/bench.json",
                "--fast | Unknown option: '--fast'"
            })
    void wrongUsageIsOneLineAndExitCode2(String arguments, String message) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("limpid bench: ")
                .contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX) // which tells a process's memory
    void aBatchOfSizesTellsItsMemory() {
        assertThat(run("sizes", "--count", "8", "--least", "16")).isZero();

        assertThat(out.toString()).contains("| 8 | ", "8 pictures of 8 sizes: ");
        assertThat(run("sizes", "--count", "7")).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void aRunOfSeveralStepsTellsHowMemoryGrows() {
        assertThat(run("--solvers dmplug --priors cats64 --steps 1,3 --warm-up 1 --iterations 1 --threads 1"
                        .split(" ")))
                .isZero();
        assertThat(err.toString()).contains("dmplug                  cats64, N = 3: ");
        assertThat(out.toString())
                .contains("|  prior | peak MiB | N = 1 | N = 3 | per step |", "| cats64 |   dmplug | ");
    }

    @Test
    void aShortRunEstimatesMeasuresPrintsAndWrites(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("bench.json");
        int exit = run(
                "--priors", "cats64", "--steps", "1", "--iterations", "1", "--threads", "1", "--out", file.toString());
        assertThat(err.toString()).startsWith("Estimated duration: ").contains("cats64, N = 1: ");
        assertThat(exit).isZero();
        assertThat(out.toString()).contains("| cats64 |  dmilo | 1 |");
        assertThat(Files.exists(file)).isTrue();
        var measured = new ObjectMapper().readTree(file.toFile()).at("/cases/0/measured");
        assertThat(measured.get("iterations").asInt()).isEqualTo(1);
        assertThat(measured.get("threads").asInt()).isEqualTo(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void outputThatCannotBeWrittenIsNotLostWithoutAWord() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Bench.class.getName(),
                        "--help")
                .redirectOutput(Path.of("/dev/full").toFile())
                .start();

        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly("limpid bench: standard output could not be written to its end; it is not complete");
        assertThat(process.waitFor()).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    }

    private int run(String... arguments) {
        return Bench.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
