package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same command twice, in processes of their own. */
class TwoAtOnceTest {
    private static final int PICTURES = 4;

    @TempDir
    private Path folder;

    private Path prior;

    @BeforeEach
    void writePictures() throws IOException {
        prior = TinyPrior.write(folder.resolve("prior.safetensors"));
        Files.createDirectories(folder.resolve("in"));
        for (int i = 0; i < PICTURES; i++) {
            try (var scope = Scope.open()) {
                Images.write(
                        Rng.of(i).normal(1, 3, TinyPrior.SIDE, TinyPrior.SIDE).mul(0.3),
                        folder.resolve("in/" + i + ".png"));
            }
        }
    }

    @Test
    void everyPictureIsRestoredOnceAndBothRunsSucceed() throws Exception {
        List<String> said = twice(
                "restore",
                "in",
                "--out",
                "out",
                "--task",
                "inpainting",
                "--mask",
                "centre:4",
                "--json",
                "--prior",
                prior.toString(),
                "--set",
                "outerIterations=30",
                "--set",
                "innerIterations=2");

        assertThat(count("\"event\":\"restored\"", said)).isEqualTo(PICTURES);
        assertThat(count("\"event\":\"skipped\"", said)).isEqualTo(PICTURES);
        assertThat(said).allSatisfy(text -> assertThat(text).contains("\"failed\":0,\"stopped\":false"));
        assertThat(hidden("out")).isEmpty();
    }

    @Test
    void theOthersWaitForEachOther() throws Exception {
        twice("degrade", "in", "--out", "measured", "--task", "denoise");
        twice("sample", "--count", "2", "--steps", "2", "--out", "drawn", "--prior", prior.toString());

        assertThat(folder.resolve("measured/3/measurement.json")).exists();
        assertThat(folder.resolve("drawn/sample-001.png")).exists();
        assertThat(hidden("measured")).isEmpty();
        assertThat(hidden("")).isEmpty();
    }

    /** The standard output of both; each ended with 0. */
    private List<String> twice(String... arguments) throws Exception {
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 2; i++) {
            processes.add(new ProcessBuilder(OwnProcess.command(arguments))
                    .directory(folder.toFile())
                    .redirectError(folder.resolve(i + ".err").toFile())
                    .redirectOutput(folder.resolve(i + ".out").toFile())
                    .start());
        }
        var said = new ArrayList<String>();
        for (int i = 0; i < 2; i++) {
            assertThat(processes.get(i).waitFor())
                    .as(Files.readString(folder.resolve(i + ".err")))
                    .isZero();
            said.add(Files.readString(folder.resolve(i + ".out")));
        }
        return said;
    }

    private static long count(String event, List<String> said) {
        return said.stream()
                .mapToLong(text -> Pattern.compile(event, Pattern.LITERAL)
                        .matcher(text)
                        .results()
                        .count())
                .sum();
    }

    private List<Path> hidden(String below) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(below))) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("."))
                    .toList();
        }
    }
}
