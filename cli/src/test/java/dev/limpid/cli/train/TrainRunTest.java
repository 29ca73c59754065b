package dev.limpid.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.cli.TinyRuns;
import dev.limpid.io.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that really run, of a tiny network. */
class TrainRunTest {
    private static final String[] BRIEF = {"--set", "innerIterations=1", "--set", "outerIterations=1"};

    @TempDir
    private Path folder;

    private TinyTrainings trainings;
    private TinyRuns runs;
    private Path data;

    @BeforeEach
    void pictures() throws IOException {
        trainings = new TinyTrainings(folder);
        runs = trainings.runs;
        data = trainings.data;
    }

    private void run(int code, List<?> args, String... more) {
        var all = new ArrayList<Object>(args);
        all.addAll(List.of(more));
        runs.run(code, all.toArray());
    }

    @Test
    void aUserTrainsOnAFolderAndRestoresWithThePrior() throws IOException {
        Files.writeString(data.resolve("corrupt.png"), "not a picture");

        trainings.train(0, "cats", "--steps", "10");
        Path cats = trainings.prior("cats");
        Path picture = data.resolve("picture-0.png");
        Path out = runs.at("out");
        run(
                0,
                List.of(
                        "restore",
                        picture,
                        "--task=inpainting",
                        "--simulate",
                        "--prior",
                        cats,
                        "--out",
                        out,
                        "--resize"),
                BRIEF);

        assertThat(runs.err()).contains("skipped corrupt.png: is not a picture that can be read");
        assertThat(runs.out()).contains("done: step 10").contains("use it:");
        assertThat(folder.resolve("cats.training"))
                .isDirectoryContaining("glob:**/loss.png")
                .isDirectoryContaining("glob:**/samples-0000010.png")
                .isDirectoryContaining("glob:**/skipped.txt");
        runs.run(0, "checkpoint", "inspect", cats);
        assertThat(runs.out()).contains("training_steps_done: 10").contains("validation_loss_t500");
    }

    /** A process of its own is killed between two checkpoints; what it lost is done again, byte for byte. */
    @Test
    void aTrainingThatIsKilledEndsAsTheUndisturbedOne() throws Exception {
        assertThat(TinyTrainings.finish(trainings.start(List.of(), "undisturbed")))
                .isZero();
        Process process = trainings.start(List.of(), "killed");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.contains("\"event\":\"saved\"")) {
                line = lines.readLine();
            }
            process.destroyForcibly();
        }
        process.waitFor();
        assertThat(trainings.step("killed")).isBetween(1, 19);

        assertThat(TinyTrainings.finish(trainings.start(List.of(), "killed", "--resume")))
                .isZero();

        for (String file : List.of("killed.safetensors", "killed.training/state.safetensors")) {
            assertThat(folder.resolve(file))
                    .hasSameBinaryContentAs(folder.resolve(file.replace("killed", "undisturbed")));
        }
        assertThat(folder.resolve("killed.training/steps.csv"))
                .hasSameTextualContentAs(folder.resolve("undisturbed.training/steps.csv"));
    }

    /** The first writing while the process ends must not need what an ending process cannot give. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aTrainingThatIsStoppedBeforeItsFirstSavingIsSavedWithItsCurves() throws Exception {
        Process process = trainings.start(List.of(), "stopped", "--save-minutes", "60", "--steps", "100000");
        List<String> after = List.of();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.contains("\"remark\":\"loss")) {
                line = lines.readLine();
            }
            process.toHandle().destroy();
            after = lines.lines().toList();
        }
        process.waitFor();

        assertThat(after).anyMatch(line -> line.contains("\"event\":\"saved\""));
        assertThat(runs.at("stopped.err")).isEmptyFile();
        assertThat(trainings.step("stopped")).isPositive();
        assertThat(runs.at("stopped.training")).isDirectoryContaining("glob:**/loss.png");
        assertThat(trainings.prior("stopped")).isNotEmptyFile();
    }

    /** The second part runs where no file may be as large as the state, which fails in the way a full disk does. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskLeavesWhatWasSaved() throws Exception {
        trainings.train(0, "cats", "--steps", "2", "--decay", "0");
        Path state = runs.at("cats.training/state.safetensors");
        Map<Path, byte[]> saved = Map.of(
                state, Files.readAllBytes(state), trainings.prior("cats"), Files.readAllBytes(trainings.prior("cats")));
        String[] longer = {"--steps", "6", "--decay", "0", "--resume"};
        String blocks = Long.toString(Files.size(state) / 2 / 1024);

        Process process =
                trainings.start(List.of("sh", "-c", "ulimit -f " + blocks + " && exec \"$@\"", "sh"), "cats", longer);

        assertThat(TinyTrainings.finish(process)).isOne();
        assertThat(Files.readAllLines(runs.at("cats.err")))
                .containsExactly("limpid: cannot write " + state + ": File too large");
        for (Map.Entry<Path, byte[]> file : saved.entrySet()) {
            assertThat(file.getKey()).hasBinaryContent(file.getValue());
            assertThat(file.getKey().getParent()).isDirectoryNotContaining("glob:**.part");
        }
        trainings.train(0, "cats", longer);
        assertThat(trainings.step("cats")).isEqualTo(6);
    }

    @Test
    void refinesAPrior() throws IOException {
        trainings.train(0, "first", "--steps", "4");

        run(
                0,
                List.of(
                        "train",
                        "--data",
                        data,
                        "--out",
                        trainings.prior("second"),
                        "--from",
                        trainings.prior("first")),
                "--batch=2",
                "--steps=2");

        assertThat(runs.out()).contains("done: step 2");
        runs.run(0, "checkpoint", "inspect", trainings.prior("second"));
        assertThat(runs.out())
                .contains("training_from: " + Sha256.of(trainings.prior("first")))
                .contains("training_from_name: first.safetensors");
    }

    @Test
    void saysWhatIsWrongWithAFolder() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        runs.run(1, "train", "--data", empty, "--out", trainings.prior("a"));
        assertThat(runs.err()).contains(empty + ": there is no picture of at least 64 x 64 pixels to learn from");

        trainings.train(1, "b", "--size", "32");
        assertThat(runs.err())
                .contains("there is no picture of at least 32 x 32 pixels to learn from; 12 files were skipped, such as"
                        + " picture-0.png: 18 x 18 pixels are fewer than 32 x 32");

        Path one = Files.createDirectory(folder.resolve("one"));
        Files.copy(data.resolve("picture-0.png"), one.resolve("only.png"));
        trainings.train(0, "c", "--data", one.toString(), "--steps", "1", "--held-out", "0.02");
        assertThat(runs.err()).contains("of 1 picture, --held-out 0.02 holds out none");
    }

    /** Local networks have other options than those of {@link TinyTrainings#train}. */
    @Test
    void aUserTrainsALocalNetworkAndRestoresAPictureOfAnotherSize() throws IOException {
        Path prior = trainings.prior("photo");
        List<String> train =
                List.of("train", "--network=local", "--data=" + data, "--out=" + prior, "--widths=4,8", "--blocks=1");
        String[] brief = {"--patch=16", "--batch=2", "--check-every=4", "--held-out=0.2"};
        run(0, train, join(brief, "--steps=6", "--decay=0.1"));
        assertThat(runs.err()).contains("3 x 16 x 16, 0.0 M weights; 6 steps of 2");
        assertThat(runs.at("photo.training")).isDirectoryContaining("glob:**/samples-0000006.png");

        run(0, train, join(brief, "--steps=8", "--decay=0.1", "--resume"));
        assertThat(runs.out()).contains("done: step 8");

        trainings.picture("wide.png", 5, 3, 21);
        run(
                0,
                List.of(
                        "restore",
                        data.resolve("wide.png"),
                        "--task=inpainting",
                        "--mask=half:left",
                        "--simulate",
                        "--prior",
                        prior),
                "--solver=dps",
                "--set=steps=2",
                "--set=grid=300-120",
                "--out=" + runs.at("out"));

        run(2, List.of("train", "--data=" + data, "--out=" + trainings.prior("b"), "--from=" + prior));
        assertThat(runs.err()).contains("the prior of --from is a local network: give --network local");
        run(
                0,
                List.of("train", "--network=local", "--data=" + data, "--out=" + trainings.prior("b")),
                join(brief, "--from=" + prior, "--steps=1"));
    }

    private static String[] join(String[] some, String... more) {
        String[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    @Test
    void saysWhatBecomesOfGrayAmongColours() throws IOException {
        trainings.picture("gray.png", 3, 1, 20);

        trainings.train(0, "colour", "--steps", "1");
        assertThat(runs.err()).contains("gray pictures are among them; each becomes three equal channels");

        trainings.train(0, "gray", "--steps", "1", "--channels", "1");
        assertThat(runs.err())
                .contains("pictures in colour are among them; the mean of their channels is taken")
                .contains("; 1 x 16 x 16");
    }

    @Test
    void aTrainingThatDivergesIsNotSaved() {
        trainings.train(1, "wild", "--rate", "1e30", "--check-every", "1");

        assertThat(runs.err()).contains("training diverged at step 2");
        assertThat(folder.resolve("wild.training/state.safetensors")).doesNotExist();
        assertThat(folder.resolve("wild.safetensors")).doesNotExist();
    }

    @Test
    void writesThePriorThatAKillKeptFromBeingWritten() throws IOException {
        trainings.train(0, "done");
        byte[] prior = Files.readAllBytes(trainings.prior("done"));
        Files.delete(trainings.prior("done"));

        trainings.train(0, "done", "--resume");

        assertThat(trainings.prior("done")).hasBinaryContent(prior);
        assertThat(runs.out().lines().filter(line -> line.startsWith("done: step 20")))
                .hasSize(2);
    }

    @Test
    void refusesAListOfNamesThatFitsNothing() throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "picture-0.png\n./other.png\n");

        trainings.train(2, "cats", "--exclude", list.toString());

        assertThat(runs.err()).contains("--exclude: 1 of 2 names are not in " + data + ", such as ./other.png");
    }

    @Test
    void measuresAPriorAndComparesTwo() throws IOException {
        trainings.train(0, "a", "--steps", "2");
        trainings.train(0, "b", "--steps", "4");
        Path a = trainings.prior("a");

        List<?> evaluate = List.of("prior", "evaluate", a, "--data", data, "--train", data);
        run(0, evaluate, "--count=4", "--samples=2", "--out=" + runs.at("measured"));
        assertThat(runs.out())
                .contains("noisy  Wiener  prior")
                .contains("Nearest of 12 training pictures")
                .contains("Wiener: fitted to 12 training pictures")
                .contains("4 of the 4 pictures of --data are among the training pictures: what unseen ones are like");
        assertThat(folder.resolve("measured"))
                .isDirectoryContaining("glob:**/denoising.csv")
                .isDirectoryContaining("glob:**/samples.png")
                .isDirectoryContaining("glob:**/nearest.png");

        var compare = new ArrayList<>(List.of("prior", "compare", a, trainings.prior("b"), "--data", data));
        compare.addAll(List.of("--count=2", "--tasks=inpainting", "--out", runs.at("compared")));
        run(0, compare, BRIEF);
        assertThat(runs.err()).contains("4 restorations");
        String first = runs.out().substring(runs.out().indexOf("| "));
        assertThat(first)
                .containsPattern("\\| +inpainting \\| pictures \\| +PSNR, dB \\| +SSIM-7x7 \\| +SSIM-gaussian ")
                .containsPattern("\\| a\\.safetensors@[0-9a-f]{12} \\| +2 \\| ")
                .containsPattern("\\| +inpainting, less a\\.safetensors@[0-9a-f]{12} \\| ")
                .containsPattern("\\| +b\\.safetensors@[0-9a-f]{12} \\| +2 \\| [+-][0-9.]+ ± ");
        byte[] scores = Files.readAllBytes(folder.resolve("compared/scores.csv"));

        run(0, compare, BRIEF);

        assertThat(runs.out()).endsWith(first);
        assertThat(folder.resolve("compared/scores.csv")).hasBinaryContent(scores);
        assertThat(Files.readAllLines(folder.resolve("compared/scores.csv")))
                .filteredOn(line -> line.startsWith("inpainting,"))
                .hasSize(4);

        compare.add("--seed=1");
        run(1, compare, BRIEF);
        assertThat(runs.err())
                .contains("scores.csv: was made with seed = 0, and this run has 1: choose another folder");
    }
}
