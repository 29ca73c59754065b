package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.TrainingFiles;
import dev.limpid.training.TrainingRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Trainings that really run, of a tiny network. */
class TrainRunTest {
    @TempDir
    private Path folder;

    private Path data;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void pictures() throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
        for (int i = 0; i < 12; i++) {
            write("picture-" + i + ".png", i, 3, 18);
        }
    }

    private void write(String name, int seed, int channels, int side) throws IOException {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(seed).normal(1, channels, 1, 1).mul(0.4);
            Images.write(x.expand(1, channels, side, side), data.resolve(name));
        }
    }

    private int limpid(String... args) {
        CommandLine line = Limpid.commandLine(new LibraryRunner(), 0);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return Limpid.execute(line, args);
    }

    /** The arguments of a training; those that are given take the place of the usual ones. */
    private List<String> training(String name, String... more) {
        var options = new LinkedHashMap<String, String>();
        options.put("--data", data.toString());
        options.put("--out", folder.resolve(name + ".safetensors").toString());
        options.putAll(Map.of("--preset", "tiny", "--size", "16", "--batch", "2", "--steps", "20"));
        options.putAll(Map.of("--check-every", "10", "--save-minutes", "0", "--held-out", "0.2"));
        for (int i = 0; i + 1 < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        var args = new ArrayList<>(List.of("train"));
        options.forEach((option, value) -> args.addAll(List.of(option, value)));
        return args;
    }

    private int train(String name, String... more) {
        return limpid(training(name, more).toArray(String[]::new));
    }

    @Test
    void aUserTrainsOnAFolderAndRestoresWithThePrior() throws IOException {
        Files.writeString(data.resolve("corrupt.png"), "not a picture");

        assertThat(train("prior", "--steps", "10")).isZero();
        String prior = folder.resolve("prior.safetensors").toString();
        String picture = data.resolve("picture-0.png").toString();
        String results = folder.resolve("out").toString();
        int restored = limpid(
                "restore",
                picture,
                "--task",
                "inpainting",
                "--simulate",
                "--prior",
                prior,
                "--out",
                results,
                "--resize",
                "--set",
                "innerIterations=1",
                "--set",
                "outerIterations=1");

        assertThat(restored).as(err.toString()).isZero();
        assertThat(err.toString()).contains("skipped corrupt.png: is not a picture that can be read");
        assertThat(out.toString()).contains("done: step 10").contains("use it:");
        assertThat(folder.resolve("prior.training"))
                .isDirectoryContaining("glob:**/loss.png")
                .isDirectoryContaining("glob:**/samples-0000010.png")
                .isDirectoryContaining("glob:**/skipped.txt");
        assertThat(limpid("checkpoint", "inspect", prior)).isZero();
        assertThat(out.toString()).contains("training_steps_done: 10").contains("validation_loss_t500");
    }

    /** A process of its own is killed between two checkpoints; what it lost is done again, byte for byte. */
    @Test
    void aTrainingThatIsKilledEndsAsTheUndisturbedOne() throws Exception {
        assertThat(finish(start("undisturbed"))).isZero();
        Process process = start("killed");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.contains("\"event\":\"saved\"")) {
                line = lines.readLine();
            }
            process.destroyForcibly();
        }
        process.waitFor();
        assertThat(step("killed")).isBetween(1, 19);

        assertThat(finish(start("killed", "--resume"))).isZero();

        for (String file : List.of("killed.safetensors", "killed.training/state.safetensors")) {
            assertThat(folder.resolve(file))
                    .hasSameBinaryContentAs(folder.resolve(file.replace("killed", "undisturbed")));
        }
        assertThat(folder.resolve("killed.training/steps.csv"))
                .hasSameTextualContentAs(folder.resolve("undisturbed.training/steps.csv"));
    }

    private int step(String name) throws IOException {
        return (int) TrainingRun.savedStep(new TrainingFiles(folder.resolve(name + ".safetensors")));
    }

    private Process start(String name, String... more) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Limpid.class.getName()));
        command.addAll(training(name));
        command.add("--json");
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve(name + ".err").toFile())
                .start();
    }

    private static int finish(Process process) throws Exception {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> {});
        }
        return process.waitFor();
    }

    @Test
    void refinesAPrior() {
        assertThat(train("first", "--steps", "4")).isZero();
        var args = List.of(
                "train",
                "--data",
                data.toString(),
                "--out",
                folder.resolve("second.safetensors").toString(),
                "--from",
                folder.resolve("first.safetensors").toString(),
                "--batch",
                "2",
                "--steps",
                "2");

        assertThat(limpid(args.toArray(String[]::new))).as(err.toString()).isZero();

        assertThat(out.toString()).contains("done: step 2");
    }

    @Test
    void saysWhatIsWrongWithAFolder() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(limpid(
                        "train",
                        "--data",
                        empty.toString(),
                        "--out",
                        folder.resolve("a.safetensors").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains(empty + ": there is no picture of at least 64 x 64 pixels to learn from");

        assertThat(train("b", "--size", "32")).isEqualTo(1);
        assertThat(err.toString())
                .contains("there is no picture of at least 32 x 32 pixels to learn from; 12 files were skipped, such as"
                        + " picture-0.png: 18 x 18 pixels are fewer than 32 x 32");

        Path one = Files.createDirectory(folder.resolve("one"));
        Files.copy(data.resolve("picture-0.png"), one.resolve("only.png"));
        var args = List.of(
                "train",
                "--data",
                one.toString(),
                "--out",
                folder.resolve("c.safetensors").toString(),
                "--preset",
                "tiny",
                "--size",
                "16",
                "--steps",
                "1",
                "--batch",
                "2");
        assertThat(limpid(args.toArray(String[]::new))).as(err.toString()).isZero();
        assertThat(err.toString()).contains("of 1 picture, --held-out 0.02 holds out none");
    }

    @Test
    void saysWhatBecomesOfGrayAmongColours() throws IOException {
        write("gray.png", 3, 1, 20);

        assertThat(train("colour", "--steps", "1")).isZero();
        assertThat(err.toString()).contains("gray pictures are among them; each becomes three equal channels");

        assertThat(train("gray", "--steps", "1", "--channels", "1")).isZero();
        assertThat(err.toString())
                .contains("pictures in colour are among them; the mean of their channels is taken")
                .contains("; 1 x 16 x 16");
    }

    @Test
    void aTrainingThatDivergesIsNotSaved() throws IOException {
        assertThat(train("wild", "--rate", "1e30", "--check-every", "1")).isEqualTo(1);

        assertThat(err.toString()).contains("training diverged at step 2");
        assertThat(folder.resolve("wild.training/state.safetensors")).doesNotExist();
        assertThat(folder.resolve("wild.safetensors")).doesNotExist();
    }

    @Test
    void writesThePriorThatAKillKeptFromBeingWritten() throws IOException {
        assertThat(train("done")).isZero();
        byte[] prior = Files.readAllBytes(folder.resolve("done.safetensors"));
        Files.delete(folder.resolve("done.safetensors"));
        var args = new ArrayList<>(training("done"));
        args.add("--resume");

        assertThat(limpid(args.toArray(String[]::new))).as(err.toString()).isZero();

        assertThat(folder.resolve("done.safetensors")).hasBinaryContent(prior);
        assertThat(out.toString().lines().filter(line -> line.startsWith("done: step 20")))
                .hasSize(2);
    }

    @Test
    void refusesAListOfNamesThatFitsNothing() throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "picture-0.png\n./other.png\n");

        assertThat(train("prior", "--exclude", list.toString())).isEqualTo(2);

        assertThat(err.toString()).contains("--exclude: 1 of 2 names are not in " + data + ", such as ./other.png");
    }

    @Test
    void measuresAPriorAndComparesTwo() {
        assertThat(train("a", "--steps", "2")).isZero();
        assertThat(train("b", "--steps", "4")).isZero();
        String a = folder.resolve("a.safetensors").toString();
        String b = folder.resolve("b.safetensors").toString();

        assertThat(limpid(
                        "prior",
                        "evaluate",
                        a,
                        "--data",
                        data.toString(),
                        "--count",
                        "4",
                        "--samples",
                        "2",
                        "--train",
                        data.toString(),
                        "--out",
                        folder.resolve("measured").toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("noisy  Wiener  prior")
                .contains("Nearest of 12 training pictures")
                .contains("The pictures of --data are among the training pictures");
        assertThat(folder.resolve("measured"))
                .isDirectoryContaining("glob:**/denoising.csv")
                .isDirectoryContaining("glob:**/samples.png")
                .isDirectoryContaining("glob:**/nearest.png");

        String[] compare = {
            "prior",
            "compare",
            a,
            b,
            "--data",
            data.toString(),
            "--count",
            "2",
            "--tasks",
            "inpainting",
            "--set",
            "innerIterations=1",
            "--set",
            "outerIterations=1",
            "--out",
            folder.resolve("compared").toString()
        };
        assertThat(limpid(compare)).as(err.toString()).isZero();
        assertThat(err.toString()).contains("4 restorations");
        String first = out.toString().substring(out.toString().indexOf("inpainting  "));
        assertThat(first).contains("before ").contains("difference ");
        assertThat(limpid(compare)).isZero();
        assertThat(out.toString()).endsWith(first);
        assertThat(folder.resolve("compared/scores.csv")).content().hasLineCount(5);
    }
}
