package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment that is killed, in processes of its own. */
class KilledEvaluationTest {
    private static final int KILLS = 10;
    private static final int PICTURES = 2;
    private static final int LONGEST_DELAY = 120;

    private static final String EXPERIMENT = """
            pictures: in
            count: 2
            prior: prior.safetensors
            reference: diffpir+steps=6
            metrics: [psnr, residual]
            selections: [oracle, hold-out]
            repeats: 2
            problems:
              - {task: inpainting, mask: "random:0.5"}
              - {task: super-resolution, scale: 2}
            solvers: [classical, dmilo+innerIterations=2, diffpir+steps=6]
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Path prior = TinyPrior.write(folder.resolve("prior.safetensors"));
        Files.createDirectories(folder.resolve("in"));
        for (int i = 0; i < PICTURES; i++) {
            try (var scope = Scope.open()) {
                Images.write(
                        Rng.of(i).normal(1, 3, TinyPrior.SIDE, TinyPrior.SIDE).mul(0.3),
                        folder.resolve("in/" + i + ".png"));
            }
        }
        Files.writeString(
                folder.resolve("mine.yaml"), EXPERIMENT.replace("prior.safetensors", "'" + prior.toString() + "'"));
    }

    /** With two workers, and the other run with one. */
    @Test
    void anExperimentThatIsKilledTenTimesEndsWithTheSameTableAndPictures() throws Exception {
        assertThat(finish(start("undisturbed", 1))).isZero();
        Rng rng = Rng.of(16);
        int killed = 0;
        for (int k = 0; k < KILLS; k++) {
            Process process = start("killed", 2);
            try (BufferedReader lines = OwnProcess.lines(process)) {
                // Counted in cells, so that a slow machine is killed at the same places; the delay spreads them.
                skip(lines, rng.nextInt(6));
                if (!process.waitFor(rng.nextInt(LONGEST_DELAY), TimeUnit.MILLISECONDS)) {
                    process.toHandle().destroyForcibly();
                    killed++;
                }
                skip(lines, Integer.MAX_VALUE);
            }
            process.waitFor();
        }
        assertThat(finish(start("killed", 2))).isZero();

        assertThat(killed).as("runs that were killed at work").isGreaterThan(KILLS / 2);
        assertThat(rows("killed"))
                .containsExactlyInAnyOrderElementsOf(rows("undisturbed"))
                .hasSize(PICTURES * 2 * (1 + 2 * 4));
        assertThat(Files.readAllLines(folder.resolve("killed/scores.jsonl"))).hasSameSizeAs(rows("killed"));
        assertThat(table("killed")).isEqualTo(table("undisturbed")).hasSizeGreaterThan(10);
        assertThat(pictures("killed")).isEqualTo(pictures("undisturbed")).hasSizeGreaterThan(PICTURES * 2 * 9);
    }

    private Process start(String out, int workers) throws IOException {
        return new ProcessBuilder(OwnProcess.command(
                        "evaluate",
                        folder.resolve("mine.yaml").toString(),
                        "--out",
                        folder.resolve(out).toString(),
                        "--workers",
                        Integer.toString(workers),
                        "--json"))
                .redirectError(folder.resolve(out + ".err").toFile())
                .start();
    }

    /** Reads until so many cells were measured. */
    private static void skip(BufferedReader lines, int cells) throws IOException {
        int measured = 0;
        String line = "";
        while (measured < cells && line != null) {
            line = lines.readLine();
            measured += line != null && line.contains("\"event\":\"cell\"") ? 1 : 0;
        }
    }

    private static int finish(Process process) throws Exception {
        try (BufferedReader lines = OwnProcess.lines(process)) {
            skip(lines, Integer.MAX_VALUE);
        }
        return process.waitFor();
    }

    /** The names and the numbers that are no times, of every row. */
    private List<String> rows(String out) throws IOException {
        return Files.readAllLines(folder.resolve(out + "/scores.csv")).stream()
                .filter(line -> line.startsWith("inpainting,") || line.startsWith("super-resolution,"))
                .map(line -> String.join(",", Arrays.copyOf(line.split(",", -1), 5)))
                .toList();
    }

    /** Without times. */
    private List<String> table(String out) throws IOException {
        return Files.readAllLines(folder.resolve(out + "/table.csv"));
    }

    private Map<String, String> pictures(String out) throws IOException {
        Path root = folder.resolve(out + "/pictures");
        var pictures = new TreeMap<String, String>();
        var files = new ArrayList<Path>();
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(file -> file.toString().endsWith(".png")).forEach(files::add);
        }
        for (Path file : files) {
            if (!file.getFileName().toString().startsWith(".")) {
                pictures.put(root.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return pictures;
    }
}
