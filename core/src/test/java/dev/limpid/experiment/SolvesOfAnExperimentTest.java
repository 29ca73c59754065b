package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.Sha256;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several results of a solve, several solves of a cell, and several cells at a time. */
class SolvesOfAnExperimentTest {
    private static final String TEXT = """
            title: Selections
            pictures: clean
            count: 2
            prior: photo
            seed: 3
            reference: classical
            metrics: [psnr, residual, residual-correlation]
            selections: [discrepancy, hold-out, oracle]
            repeats: 3
            problems:
              - {name: inpainting 70% random, task: inpainting, noise: 0.1}
              - {name: sr, task: super-resolution, scale: 2, noise: 0.1}
            solvers: [y, classical, diffpir+steps=4, ddrm+steps=3]
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void pictures() throws IOException {
        SmallExperiment.pictures(folder, 16);
    }

    @Test
    void theNumbersAreTheSameForAnyNumberOfWorkers() throws IOException {
        run(TEXT, "one", 1, Integer.MAX_VALUE);
        run(TEXT, "three", 3, Integer.MAX_VALUE);

        assertThat(rows("three"))
                .containsExactlyInAnyOrderElementsOf(rows("one"))
                .hasSizeGreaterThan(30);
        assertThat(pictures("three")).isEqualTo(pictures("one")).hasSizeGreaterThan(30);
    }

    /** Two at a time, stopped again and again. */
    @Test
    void severalWorkersAreStoppedWithoutLossOrRepetition() throws IOException {
        run(TEXT, "whole", 1, Integer.MAX_VALUE);
        for (int stop = 3; stop < 12; stop += 4) {
            assertThat(run(TEXT, "parts", 2, stop)).isFalse();
        }
        // DDRM takes no part of a resizing.
        assertThat(run(TEXT, "parts", 2, Integer.MAX_VALUE)).isTrue();

        assertThat(rows("parts"))
                .containsExactlyInAnyOrderElementsOf(rows("whole"))
                .doesNotHaveDuplicates();
    }

    @Test
    void theReportHasTheSelectionsApartAndTheGapOfTheOracle() throws IOException {
        run(TEXT, "out", 2, Integer.MAX_VALUE);
        String report = Files.readString(folder.resolve("out/report.md"));

        assertThat(report)
                .contains("PSNR, dB of the results that other rules choose")
                .containsPattern("solver \\| +last \\| +discrepancy \\| +oracle \\| +hold-out \\| +oracle less last")
                .contains("## PSNR, dB, standard deviation between 3 seeds")
                .contains("| diffpir+steps=4 |")
                .doesNotContain("@oracle", "#2");
        List<String[]> psnr = rows("out").stream().map(row -> row.split(",")).toList();
        double gap = mean(psnr, "diffpir+steps=4@oracle") - mean(psnr, "diffpir+steps=4");
        assertThat(gap).isGreaterThanOrEqualTo(0);
        assertThat(mean(psnr, "diffpir+steps=4#2")).isNotEqualTo(mean(psnr, "diffpir+steps=4"));
        assertThat(report).contains(String.format("+%.2f", gap));
        assertThat(folder.resolve("out/pictures/sr/1/diffpir+steps=4@hold-out.png"))
                .isRegularFile();
        assertThat(folder.resolve("out/pictures/sr/1/diffpir+steps=4#3.png")).isRegularFile();
    }

    private static double mean(List<String[]> rows, String solver) {
        return mean(rows, "sr", solver);
    }

    private static double mean(List<String[]> rows, String problem, String solver) {
        return rows.stream()
                .filter(row ->
                        row[0].equals(problem) && row[2].replace("\"", "").equals(solver))
                .mapToDouble(row -> Double.parseDouble(row[3]))
                .average()
                .orElseThrow();
    }

    /** The masks of two parts are a smaller mask, and a part of a resizing has no singular values at hand. */
    @Test
    void aSolverThatTakesNoPartOfAnOperatorHasNoHoldOut() throws IOException {
        run(TEXT, "out", 1, Integer.MAX_VALUE);

        List<String> rows = rows("out");
        assertThat(rows)
                .anyMatch(row -> row.startsWith("inpainting 70% random,") && row.contains("ddrm+steps=3@hold-out"));
        assertThat(rows).noneMatch(row -> row.startsWith("sr,") && row.contains("ddrm+steps=3@hold-out"));
        assertThat(rows).anyMatch(row -> row.startsWith("sr,") && row.contains("ddrm+steps=3@oracle"));
    }

    /** In their order, with every number of the table. */
    @Test
    void everyRowIsALineOfJsonToo() throws IOException {
        run(TEXT, "out", 2, 5);
        Files.writeString(folder.resolve("out/scores.jsonl"), "{}\n{\"cut");
        run(TEXT, "out", 2, Integer.MAX_VALUE);

        List<String> rows = rows("out");
        List<String> lines = Files.readAllLines(folder.resolve("out/scores.jsonl"));
        assertThat(lines).hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i++) {
            List<String> cells = CsvLine.split(rows.get(i));
            JsonNode line = new JsonMapper().readTree(lines.get(i));
            assertThat(line.path("problem").asText()).isEqualTo(cells.get(0));
            assertThat(line.path("solver").asText()).isEqualTo(cells.get(2));
            assertThat(line.path("psnr").asDouble()).isEqualTo(Double.parseDouble(cells.get(3)));
        }
    }

    /** y itself is left of its noise alone: its residual is 0. */
    @Test
    void aResidualHasTheNoisesSizeAndWhiteNoiseNoCorrelation() throws IOException {
        run(TEXT, "out", 1, Integer.MAX_VALUE);

        List<String[]> rows = rows("out").stream().map(row -> row.split(",")).toList();
        String[] columns = Files.readAllLines(folder.resolve("out/scores.csv")).stream()
                .filter(line -> line.startsWith("task,"))
                .findFirst()
                .orElseThrow()
                .split(",");
        int residual = List.of(columns).indexOf("residual");
        for (String[] row : rows) {
            if (row[2].equals("classical")) {
                assertThat(Double.parseDouble(row[residual])).isBetween(0.0, 0.3);
                assertThat(Double.parseDouble(row[residual + 1])).isBetween(0.0, 8.0);
            } else if (row[2].equals("y")) {
                assertThat(row[residual]).isEmpty();
            }
        }
    }

    @Test
    void publishedNumbersStandBesideOurs() throws IOException {
        Files.writeString(folder.resolve("paper.csv"), """
                # a paper
                table,task,dataset,method,metric,value
                2,inpainting 70% random,Faces,DiffPIR,PSNR,31.2
                2,inpainting 70% random,Faces,DDRM,PSNR,28.24
                2,inpainting 70% random,Faces,DDRM,LPIPS,0.142
                2,inpainting 70% random,Flowers,DDRM,PSNR,11.11
                3,inpainting 70% random,Faces,DDRM,PSNR,22.22
                """);
        String published = "published: {file: paper.csv, table: 2, dataset: Faces, otherwise: other pictures}\n";
        run(TEXT + published, "out", 1, Integer.MAX_VALUE);

        assertThat(Files.readString(folder.resolve("out/report.md")))
                .contains(
                        "Beside the published numbers (Table 2, Faces; other pictures). The scores are those of the iterate nearest")
                .containsPattern("diffpir\\+steps=4 \\| +" + oracle("diffpir+steps=4") + " \\| +31.20 \\| +– \\|")
                .containsPattern("ddrm\\+steps=3 \\| +[0-9.]+ \\| +28.24 \\| +0.142 \\|")
                .containsPattern("By PSNR [01] of 1 pairs of solvers stand in the published order")
                .doesNotContain("11.11", "22.22");
        Path paper = folder.resolve("paper.csv");
        Files.writeString(paper, Files.readString(paper).replace("28.24", "31.204"));
        open(TEXT + published, "out").writeReport();
        assertThat(Files.readString(folder.resolve("out/report.md")))
                .contains("Beside the published numbers")
                .doesNotContain("pairs of solvers");
        assertThatThrownBy(() -> open(TEXT + published.replace("2,", "4,"), "other"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("paper.csv: has no table '4' of Faces");
        assertThatThrownBy(() -> open(TEXT + published.replace("paper.csv", "none.csv"), "other"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("none.csv");
    }

    /** Tilts and a blur are sought, and there is no kernel to compare. */
    @Test
    void turbulenceIsAProblemLikeOthers() throws IOException {
        String text = """
                pictures: clean
                count: 1
                prior: photo
                metrics: [psnr]
                problems:
                  - {task: turbulence, noise: 0.01}
                solvers: [y, dmplug-blind+iterations=2]
                """;

        assertThat(run(text, "out", 1, Integer.MAX_VALUE)).isTrue();

        assertThat(Files.readString(folder.resolve("out/report.md")))
                .containsPattern("dmplug-blind\\+iterations=2 \\| +1 \\| +\\d");
    }

    private String oracle(String solver) throws IOException {
        List<String[]> rows = rows("out").stream().map(row -> row.split(",")).toList();
        return String.format("%.2f", mean(rows, "inpainting 70% random", solver + "@oracle"));
    }

    @Test
    void unknownSelectionsAndNoSolvesAreRefused() {
        assertThatThrownBy(() -> open(TEXT.replace("hold-out", "hold-ou"), "out"))
                .hasMessageContaining("unknown selection 'hold-ou': did you mean 'hold-out'?");
        assertThatThrownBy(() -> open(TEXT.replace("repeats: 3", "repeats: 0"), "out"))
                .hasMessageContaining("repeats must be between 1 and 1000, got 0");
    }

    @Test
    void aFailureOfOneWorkerEndsTheOthers() {
        List<Integer> cells = IntStream.range(0, 40).boxed().toList();
        var begun = new ArrayList<Integer>();

        assertThatThrownBy(() -> new Workers(2).each(cells, cell -> {
                    synchronized (begun) {
                        begun.add(cell);
                    }
                    if (cell == 3) {
                        throw new IOException("the disk is full");
                    }
                    pause();
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is full");
        assertThat(begun).as("some are left").hasSizeBetween(4, 39);
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Neither does it keep the number of workers from being found. */
    @Test
    void aDamagedFirstPictureLosesItsOwnCellsAlone() throws IOException {
        Files.writeString(folder.resolve("clean/0.png"), "damaged");
        var heard = new Heard();
        try (var scope = Scope.open()) {
            assertThat(open(TEXT, "out").run(0, heard, note -> {})).isFalse();
        }

        assertThat(heard.failed).isNotEmpty().allMatch(line -> line.contains("  0:"));
        assertThat(rows("out")).hasSizeGreaterThan(15).allMatch(row -> row.contains(",1:"));
    }

    private boolean run(String text, String out, int workers, int most) throws IOException {
        try (var scope = Scope.open()) {
            var heard = new Heard(most);
            boolean all = open(text, out).run(workers, heard, note -> {});
            assertThat(heard.failed).isEmpty();
            assertThat(heard.leftOut).allMatch(line -> line.contains("ddrm"));
            return all;
        }
    }

    private ExperimentRun open(String text, String out) throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, text);
        return ExperimentRun.open(ExperimentFile.read(file), null, List.of(), folder.resolve(out), Device.CPU);
    }

    /** The rows without times and memory. */
    private List<String> rows(String out) throws IOException {
        return Files.readAllLines(folder.resolve(out).resolve(ExperimentRun.SCORES)).stream()
                .filter(line -> line.startsWith("sr,") || line.startsWith("inpainting"))
                .map(line -> line.replaceFirst(",[^,]*,([^,]*),[^,]*$", ",$1"))
                .toList();
    }

    private List<String> pictures(String out) throws IOException {
        Path pictures = folder.resolve(out).resolve("pictures");
        try (Stream<Path> all = Files.walk(pictures)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> pictures.relativize(file) + " " + Sha256.of(bytes(file)))
                    .sorted()
                    .toList();
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
