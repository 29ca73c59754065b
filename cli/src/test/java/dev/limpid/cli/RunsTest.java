package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.Images;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.Npy;
import dev.limpid.io.RunRecord;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Measurements in files, runs that are repeated, and what runs say to machines. */
class RunsTest {
    private static final List<String> QUICK = List.of(
            "--set", "steps=2", "--set", "grid=300-120", "--set", "outerIterations=2", "--set", "innerIterations=2");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path prior;
    private Path image;

    @BeforeEach
    void writeAPriorAndAPicture() throws IOException {
        prior = TinyPrior.write(folder.resolve("prior.safetensors"));
        image = picture("image.png", TinyPrior.SIDE, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inpainting",
                "super-resolution",
                "gaussian-deblur",
                "motion-deblur",
                "nonlinear-deblur",
                "denoise"
            })
    void aMeasurementInFilesIsRestoredAsTheSimulationIs(String task) throws IOException {
        Path gray = picture("gray.png", TinyPrior.SIDE, 1);
        String[] more = task.equals("super-resolution") ? new String[] {"--scale", "3"} : new String[] {"--seed", "4"};
        for (Path file : List.of(image, gray)) {
            String name = file.equals(gray) ? "gray" : "image";
            run(0, "degrade", file, "--task", task, "--out", at("measured"), "--noise", "0.02", more);
            restore(0, file, "--task", task, "--simulate", "--out", at("simulated"), "--noise", "0.02", more);
            restore(
                    0,
                    at("measured/" + name),
                    "--out",
                    at("out"),
                    task.equals("super-resolution") ? new String[0] : more);

            requireSame("simulated/" + name + "/restored.png", "out/" + name + "/restored.png");
            requireSame("simulated/" + name + "/measurement.png", "out/" + name + "/measurement.png");
            requireSameTo8Bits("out/" + name + "/restored.npy", "out/" + name + "/restored.png");
            requireSame("simulated/" + name + "/measurement.png", "measured/" + name + "/measurement.png");
        }
    }

    private void requireSameTo8Bits(String array, String png) throws IOException {
        try (var scope = Scope.open()) {
            Npy exact = Npy.read(folder.resolve(array));
            double[] shown = Images.read(folder.resolve(png)).pixels().toDoubles();
            assertThat(exact.type()).isEqualTo("f4");
            assertThat(exact.values()).hasSameSizeAs(shown);
            for (int i = 0; i < shown.length; i++) {
                assertThat(exact.values()[i]).isCloseTo(shown[i], within(1.01 / 255));
            }
        }
    }

    @Test
    void aMeasurementHasItsTrueSizeAndValues() throws IOException {
        Path large = picture("large.png", 50, 3);
        run(
                0,
                "degrade",
                large,
                "--task",
                "super-resolution",
                "--scale",
                "3",
                "--noise",
                "0.3",
                "--out",
                at("measured"));

        Npy y = Npy.read(at("measured/large/y.npy"));
        assertThat(y.type()).isEqualTo("f4");
        assertThat(y.shape()).containsExactly(3, 17, 17);
        assertThat(Arrays.stream(y.values())).anyMatch(v -> v > 1).anyMatch(v -> v < -1);
        MeasurementRecord record = MeasurementRecord.read(at("measured/large/measurement.json"));
        assertThat(record.sigma()).isEqualTo(0.3);
        assertThat(record.height()).isEqualTo(50);
        assertThat(record.operator()).containsEntry("scale", 3L);
        assertThat(record.sha256()).containsOnlyKeys("y", "input");
    }

    @Test
    void aMeasurementThatIsNotWhatItsRecordSaysIsRefused() throws IOException {
        run(0, "degrade", image, "--task", "inpainting", "--out", at("measured"));
        Path json = at("measured/image/measurement.json");
        String text = Files.readString(json);

        refuses(json, "--task", "denoise", "is a measurement for inpainting, not for --task denoise");
        refuses(json, "--noise", "0.1", "a measurement is used as it is");
        Files.writeString(json, text.replace("\"sigma\"", "\"sigmas\""));
        refuses(json, "missing key 'sigma'");
        Files.writeString(json, text.replace("\"height\" : 16", "\"height\" : 0"));
        refuses(json, "height and width must be positive");
        Files.writeString(json, text.replaceAll("\"y\" : ", "\"z\" : "));
        refuses(json, "sha256 must have the hash of y");
        Files.writeString(json, text.replace("inpainting", "unblur"));
        refuses(json, "unknown task 'unblur'");
        Files.writeString(json, text.replace("\"height\" : 16", "\"height\" : 15"));
        refuses(json, "is a measurement of 16x15 pixels, but the prior takes 16x16");
        Files.writeString(json, text.replaceAll("\"sigma\" : [0-9.E-]+", "\"sigma\" : 1e300"));
        refuses(json, "sigma must be between 0 and 1, got 1.0E300");
        Files.writeString(json, text);
        Files.delete(at("measured/image/mask.npy"));
        refuses(json, "mask.npy: no such file; it belongs to measurement.json");
        Files.write(at("measured/image/y.npy"), new byte[] {1});
        Files.writeString(json, text.replace("inpainting", "denoise"));
        refuses(json, "y.npy: has changed since measurement.json was written");
    }

    private void refuses(Path json, String... optionsAndReason) {
        err.getBuffer().setLength(0);
        var args = new ArrayList<>(
                List.of("restore", json.toString(), "--out", at("out").toString()));
        args.addAll(List.of("--prior", prior.toString()));
        args.addAll(List.of(optionsAndReason).subList(0, optionsAndReason.length - 1));

        assertThat(execute(args)).isPositive();
        assertThat(err.toString()).contains(optionsAndReason[optionsAndReason.length - 1]);
    }

    @Test
    void aMeasurementOfASmallerSizeIsNotForThePrior() throws IOException {
        Path large = picture("large.png", 50, 3);
        run(0, "degrade", picture("small.png", 12, 3), "--task", "denoise", "--out", at("measured"));

        restore(1, at("measured"), "--out", at("out"));
        assertThat(err.toString()).contains("is a measurement of 12x12 pixels, but the prior takes 16x16");
        run(0, "degrade", large, "--task", "denoise", "--size", "16", "--crop", "3,5", "--out", at("cut"));
        restore(0, at("cut"), "--out", at("out"));
    }

    @Test
    void degradeRefusesWhatDoesNotGoTogether() {
        run(2, "degrade", image, "--out", at("m"));
        run(2, "degrade", image, "--task", "denoise", "--noise", "auto", "--out", at("m"));
        run(2, "degrade", image, "--task", "denoise", "--size", "16", "--out", at("m"));
        run(2, "degrade", image, "--task", "denoise", "--crop", "0,0", "--out", at("m"));
        run(2, "degrade", image, "--task", "denoise", "--size", "0", "--resize", "--out", at("m"));
        run(2, "degrade", image, "--task", "denoise", "--size", "9", "--resize", "--crop", "0,0", "--out", at("m"));

        assertThat(err.toString().lines())
                .satisfiesExactly(
                        l -> assertThat(l).contains("missing required option: '--task=TASK'"),
                        l -> assertThat(l).contains("--noise auto estimates a measurement's noise"),
                        l -> assertThat(l).contains("--size goes with --resize or --crop"),
                        l -> assertThat(l).contains("--size goes with --resize or --crop"),
                        l -> assertThat(l).contains("--size must be positive, got 0"),
                        l -> assertThat(l).contains("--resize and --crop exclude each other"));
        assertThat(at("m")).doesNotExist();
    }

    @Test
    void aRecordRunAgainGivesTheSameBytes() throws IOException {
        restore(0, image, "--task", "inpainting", "--simulate", "--out", at("out"), "--noise", "0.02", "--seed", "3");

        run(0, "rerun", at("out/image/run.json"));

        assertThat(out.toString()).contains("the same bytes: measurement.png, restored.png, side-by-side.png");
        requireSame("out/image/restored.png", "out/image-rerun/restored.png");
        run(2, "rerun", at("out/image/run.json"), "--out", at("out/image"));
        assertThat(err.toString()).contains("is where the record lies");
    }

    @Test
    void aRecordRunAgainSaysWhatHasChanged() throws IOException {
        restore(0, image, "--task", "denoise", "--out", at("out"), "--noise", "0.1");
        Path json = at("out/image/run.json");
        RunRecord record = RunRecord.read(json);
        String other = "0".repeat(64);
        Files.writeString(
                json,
                record.toJson()
                        .replace("\"limpid\" : \"", "\"limpid\" : \"0.")
                        .replace(record.sha256().get("checkpoint"), other)
                        .replace(record.results().get("restored.png"), other));

        run(1, "rerun", json, "--out", at("again"));

        assertThat(out.toString())
                .contains("other bytes: restored.png")
                .contains("version of Limpid: was 0." + record.limpid() + ", is " + record.limpid())
                .contains("hash of the checkpoint: was " + other + ", is ");
    }

    @Test
    void aRecordWhoseInputHasMovedOrChangedIsNotRunAgain() throws IOException {
        restore(0, image, "--task", "denoise", "--out", at("out"), "--noise", "0.1");
        Path json = at("out/image/run.json");
        Path moved = Files.move(image, folder.resolve("moved.png"));

        run(1, "rerun", json, "--out", at("again"));
        assertThat(err.toString()).contains("image.png: no such file; --input FILE says where the picture is now");
        run(0, "rerun", json, "--out", at("again"), "--input", moved);
        Path another = picture("another.png", TinyPrior.SIDE, 1);
        run(1, "rerun", json, "--out", at("again"), "--input", another);
        assertThat(err.toString()).contains("another.png: is not the input of the record: its SHA-256 differs");
        Files.writeString(json, RunRecord.read(json).toJson().replace("\"restore\"", "\"train\""));
        run(1, "rerun", json, "--out", at("again"));
        assertThat(err.toString()).contains("run.json: a record of 'train' cannot be run again");
    }

    @Test
    void aRecordWithWrongNumbersIsNotRunAgain() throws IOException {
        restore(0, image, "--task", "super-resolution", "--simulate", "--scale", "2", "--out", at("out"));
        Path json = at("out/image/run.json");
        String text = Files.readString(json);
        for (String wrong : List.of("\"x\"", "0", "-3", "1.5", "99999999999")) {
            Files.writeString(json, text.replace("\"scale\" : 2,", "\"scale\" : 2, \"page\" : " + wrong + ","));
            run(1, "rerun", json);
            assertThat(err.toString())
                    .contains("run.json: request.page must be a whole number from 1 on, got "
                            + (wrong.equals("99999999999") ? wrong : wrong.replace("\"", "")));
        }
        Files.writeString(json, text.replaceFirst("\"scale\" : 2,", "\"scale\" : 2, \"page\" : 7,"));
        run(1, "rerun", json);
        assertThat(err.toString()).contains("image.png page 7: has no page 7, it holds 1");
        Files.writeString(json, text.replaceFirst("\"scale\" : 2,", "\"scale\" : \"two\","));
        run(1, "rerun", json);
        assertThat(err.toString()).contains("request.scale: scale must be a whole number, got 'two'");
    }

    @Test
    void drawnPicturesAreRecordedAndDrawnAgain() throws IOException {
        List<Object> sample = List.of("sample", "--prior", prior, "--eta", "0.5", "--steps", "3", "--out", at("s"));
        run(0, with(sample, "--count", "3"));
        run(0, with(sample, "--count", "2"));

        assertThat(at("s/sample-002.png")).doesNotExist();
        RunRecord record = RunRecord.read(at("s/run.json"));
        assertThat(record.results()).containsOnlyKeys("grid.png", "sample-000.png", "sample-001.png");
        assertThat(record.configuration()).containsEntry("eta", 0.5).containsEntry("grid", "consistent");
        assertThat(record.cost().forwardEvaluations()).isEqualTo(6);
        run(0, "rerun", at("s/run.json"));
        assertThat(out.toString()).contains("the same bytes: grid.png, sample-000.png, sample-001.png");
        requireSame("s/sample-001.png", "s-rerun/sample-001.png");

        Files.writeString(at("s/run.json"), record.toJson().replace("\"count\" : 2", "\"count\" : 2000"));
        run(1, "rerun", at("s/run.json"), "--out", at("elsewhere"));
        assertThat(err.toString()).contains("run.json: --count takes 1 to 1024, got 2000");
        Files.writeString(at("s/run.json"), record.toJson().replace("\"count\"", "\"counts\""));
        run(1, "rerun", at("s/run.json"), "--out", at("elsewhere"));
        assertThat(err.toString())
                .contains("run.json: configuration must have count, steps, grid and eta, got {counts=2");
    }

    private static Object[] with(List<Object> words, Object... more) {
        var all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return all.toArray();
    }

    @Test
    void saysWhatItTakesForTheNoiseInEveryUnit() throws IOException {
        restore(0, image, "--task", "denoise", "--out", at("out"), "--noise", "0.1");
        restore(0, image, "--task", "denoise", "--out", at("auto"), "--noise", "auto");

        assertThat(err.toString())
                .contains("noise: sigma 0.1000 of a [0, 1] image, 25.5 of 255, 0.2000 of [-1, 1]")
                .contains("noise, estimated: sigma ");
        RunRecord record = RunRecord.read(at("out/image/run.json"));
        assertThat(record.operator()).containsEntry("sigma", 0.1);
        assertThat(record.request()).containsEntry("noise", "0.1");
    }

    @Test
    void saysNothingWhenToldSo() throws IOException {
        restore(0, image, "--task", "denoise", "--simulate", "--out", at("out"), "--quiet");
        assertThat(out.toString() + err).isEmpty();

        restore(1, picture("small.png", 12, 3), "--task", "denoise", "--simulate", "--out", at("out"), "--quiet");
        assertThat(err.toString().lines()).singleElement().asString().contains("small.png: has 12x12 pixels");
    }

    @Test
    void tellsMachinesWhatHappens() throws IOException {
        Path small = picture("small.png", 12, 3);
        restore(1, image, small, "--task", "denoise", "--simulate", "--out", at("out"), "--json");

        List<String> events = out.toString().lines().toList();
        assertThat(events)
                .allSatisfy(line -> assertThat(line).startsWith("{\"event\":\"").endsWith("}"));
        assertThat(events.stream().map(line -> line.split("\"", -1)[3]).distinct())
                .containsSubsequence("estimate", "image", "progress", "restored", "failed", "end");
        assertThat(events.get(events.size() - 1))
                .contains("\"restored\":1,\"skipped\":0,\"failed\":1,\"stopped\":false");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void saysOnceWhatTheEmbeddedPriorKnows() throws IOException {
        Path large = picture("cat.png", 64, 3);
        Path other = picture("dog.png", 64, 3);
        var args = new ArrayList<>(List.of("restore", large.toString(), other.toString(), "--task", "denoise"));
        args.addAll(List.of("--out", at("out").toString(), "--prior", "cats64"));
        args.addAll(List.of("--set", "outerIterations=1", "--set", "innerIterations=1"));

        assertThat(execute(args)).as(err.toString()).isZero();
        assertThat(err.toString().lines().filter(l -> l.startsWith("prior cats64 knows aligned cat faces, 64 x 64")))
                .hasSize(1);
    }

    @Test
    void resultsAmongTheInputsAreNoInputs() throws IOException {
        Path photos = Files.createDirectories(at("photos"));
        Files.copy(image, photos.resolve("a.png"));
        for (int round = 0; round < 2; round++) {
            restore(0, photos, "--task", "denoise", "--out", photos.resolve("out"));
        }

        try (var results = Files.list(photos.resolve("out"))) {
            assertThat(results).containsExactly(photos.resolve("out/a"));
        }
    }

    @Test
    void aNameThatLeadsOutOfTheFolderIsRefused() throws IOException {
        Path dots = Files.copy(image, at("...png"));
        restore(2, dots, "--task", "denoise", "--out", at("out/inner"));

        assertThat(err.toString()).contains("its result's folder '..' would not lie inside of --out; rename it");
        assertThat(at("out")).doesNotExist();
    }

    @Test
    void aResultThatLostAFileIsRestoredAgain() throws IOException {
        restore(0, image, "--task", "denoise", "--out", at("out"));
        Files.delete(at("out/image/side-by-side.png"));
        restore(0, image, "--task", "denoise", "--out", at("out"));

        assertThat(at("out/image/side-by-side.png")).exists();
    }

    @Test
    void aResultDoneAgainKeepsNothingOfTheFormerOne() throws IOException {
        run(0, "degrade", image, "--task", "denoise", "--out", at("m"));
        restore(0, at("m/image"), "--out", at("out"));
        assertThat(at("out/image/restored.npy")).exists();
        restore(0, image, "--task", "denoise", "--out", at("out"), "--force");

        assertThat(at("out/image/restored.npy")).doesNotExist();
        assertThat(at("out/image/restored.png")).exists();
    }

    @Test
    void aDamagedSnapshotIsNotGoneOnFrom() throws IOException {
        Path partial = Files.createDirectories(at("out/.image.partial"));
        Files.write(partial.resolve("snapshot.safetensors"), new byte[7]);
        restore(0, image, "--task", "denoise", "--out", at("out"), "--resume");

        assertThat(err.toString()).contains("its snapshot cannot be used, it is begun anew: ");
        assertThat(at("out/image/restored.png")).exists();
    }

    @Test
    void anotherPicturesResultIsNotOverwritten() throws IOException {
        Path other = picture("other.png", 16, 3);
        restore(0, image, other, "--task", "denoise", "--out", at("out"));
        byte[] before = Files.readAllBytes(at("out/other/run.json"));
        run(1, "rerun", at("out/image/run.json"), "--out", at("out/other"));

        assertThat(err.toString()).contains("holds the result of another run; give another --out");
        assertThat(Files.readAllBytes(at("out/other/run.json"))).isEqualTo(before);
    }

    @Test
    void aRecordWithoutResultsIsNotRunAgain() throws IOException {
        restore(0, image, "--task", "denoise", "--out", at("out"));
        Path json = at("out/image/run.json");
        String text = Files.readString(json);
        Files.writeString(json, text.replaceAll("(?s)\"results\" : \\{[^}]*}", "\"results\" : {}"));
        run(1, "rerun", json);

        assertThat(err.toString()).contains("results is empty: there is nothing to compare with");
    }

    private void requireSame(String one, String other) throws IOException {
        assertThat(Files.readAllBytes(at(other))).as(other).isEqualTo(Files.readAllBytes(at(one)));
    }

    private Path at(String name) {
        return folder.resolve(name);
    }

    private void restore(int code, Object... args) {
        var all = new ArrayList<Object>(List.of("restore", "--prior", prior));
        all.addAll(QUICK);
        all.addAll(List.of(args));
        run(code, all.toArray());
    }

    private void run(int code, Object... args) {
        var all = new ArrayList<String>();
        for (Object arg : args) {
            if (arg instanceof String[] several) {
                all.addAll(List.of(several));
            } else {
                all.add(arg.toString());
            }
        }
        assertThat(execute(all)).as(all + "\n" + err).isEqualTo(code);
    }

    private int execute(List<String> args) {
        CommandLine line = Limpid.commandLine(new LibraryRunner(), 0);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Limpid.execute(line, args.toArray(String[]::new));
    }

    private Path picture(String name, int side, int channels) throws IOException {
        Path file = folder.resolve(name);
        try (var scope = Scope.open()) {
            Images.write(Rng.of(1).purpose(name).normal(1, channels, side, side).mul(0.3), file);
        }
        return file;
    }
}
