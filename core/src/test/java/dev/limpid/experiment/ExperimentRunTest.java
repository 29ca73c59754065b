package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.Images;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.Sha256;
import dev.limpid.metric.FeatureSet;
import dev.limpid.metric.SqueezeFeatures;
import dev.limpid.restoration.MetricWeights;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentRunTest {
    private static final String TEXT = """
            title: Two solvers
            pictures: clean
            count: 2
            crop: 16
            seed: 3
            reference: classical
            problems:
              - {name: sr, task: super-resolution, scale: 2}
              - {name: holes, task: inpainting, mask: "random:0.5"}
            solvers: [y, classical, fast-dips+steps=1]
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void pictures() throws IOException {
        SmallExperiment.pictures(folder, 20);
    }

    /** Stopped anywhere, the table is the same in the end. */
    @Test
    void aRunThatIsStoppedGoesOnToTheSameTable() throws IOException {
        assertThat(run("whole", Integer.MAX_VALUE)).isTrue();
        for (int stop = 1; stop < 5; stop++) {
            assertThat(run("parts", stop)).isFalse();
        }
        assertThat(run("parts", Integer.MAX_VALUE)).isTrue();

        assertThat(scores("parts")).isEqualTo(scores("whole")).hasSize(12);
    }

    @Test
    void theReportHasTheBudgetAndATableAndPicturesOfEachProblem() throws IOException {
        run("out", Integer.MAX_VALUE);

        assertThat(report("out"))
                .startsWith(
                        "# Two solvers\n\n2 pictures (16 x 16 in the middle), 2 problems, 3 solvers: 12 solves, 4 evaluations")
                .contains("## PSNR, dB", "## sr", "## holes", "less classical", "![sr](images/mine-sr.png)");
        assertThat(folder.resolve("out/images/mine-holes.png")).isRegularFile();
        assertThat(folder.resolve("out/pictures/holes/1/fast-dips+steps=1.png")).isRegularFile();
        assertThat(folder.resolve("out/table.tex")).content().contains("\\caption{Two solvers}", "\\textbf{");
        assertThat(Files.readAllLines(folder.resolve("out/table.csv")))
                .startsWith("problem,solver,metric,pictures,mean,deviation,difference,half_interval")
                .anyMatch(line -> line.matches("holes,classical,psnr,2,[0-9.]+,[0-9.]+,,"))
                .anyMatch(line -> line.matches("sr,y,psnr,2,[0-9.]+,[0-9.]+,-?[0-9.]+,[0-9.]+"));
        assertThat(folder.resolve("out/pictures/sr/0/truth.png")).isRegularFile();
    }

    private static final String DISTANCES =
            TEXT.replace("crop: 16", "crop: 20\nmetrics: [psnr, fid-squeeze, kid-squeeze, fid, lpips-vgg]");

    @Test
    void theReportHasDistancesBetweenSetsWhereTheyAreAskedFor() throws IOException {
        List<String> notes = new ArrayList<>();
        try (var scope = Scope.open()) {
            assertThat(open(DISTANCES, "out").run(1, new Heard(), notes::add)).isTrue();
            var network = new SqueezeFeatures(MetricWeights.shipped());
            FeatureSet truths = features(network, "truth");
            FeatureSet results = features(network, "classical");

            assertThat(number("fid-squeeze")).isCloseTo(results.frechet(truths), within(1e-9));
            assertThat(number("kid-squeeze")).isCloseTo(results.pairedKernel(truths), within(1e-9));
        }
        assertThat(report("out"))
                .contains("## FID-squeeze\n", "## KID-squeeze\n", "the set of the 2 results")
                .doesNotContain("## FID\n", "## LPIPS", "## SSIM")
                .contains(notes);
        assertThat(notes)
                .anyMatch(note ->
                        note.startsWith("LPIPS-vgg is left out, as its weights are not there; they come by curl -L "))
                .anyMatch(note -> note.startsWith("FID and KID are left out"))
                .noneMatch(note -> note.contains("squeeze"));
    }

    private FeatureSet features(SqueezeFeatures network, String name) throws IOException {
        var rows = new ArrayList<Tensor>();
        for (int i = 0; i < 2; i++) {
            rows.add(network.of(Images.read(folder.resolve("out/pictures/sr/" + i + "/" + name + ".png"))
                    .pixels()));
        }
        return new FeatureSet(Tensor.cat(rows, 0));
    }

    /** The classical answer's number for the problem sr. */
    private double number(String metric) throws IOException {
        return Files.readAllLines(folder.resolve("out/table.csv")).stream()
                .filter(line -> line.startsWith("sr,classical," + metric + ",2,"))
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[4]))
                .findFirst()
                .orElseThrow();
    }

    /** Other pictures in the folder have no distance from these truths, and neither has a damaged one. */
    @Test
    void distancesAreThoseOfTheExperimentsOwnPictures() throws IOException {
        try (var scope = Scope.open()) {
            ExperimentRun run = open(DISTANCES, "out");
            run.run(1, new Heard(), note -> {});
            Files.writeString(folder.resolve("out/pictures/holes/0/classical.png"), "damaged");
            Images.write(Tensor.zeros(1, 3, 20, 20), folder.resolve("out/pictures/sr/0/truth.png"));
            run.writeReport();

            assertThat(Files.readAllLines(folder.resolve("out/table.csv")))
                    .noneMatch(line -> line.startsWith("sr,") && line.contains("fid-squeeze"))
                    .noneMatch(line -> line.startsWith("holes,classical,fid-squeeze"))
                    .anyMatch(line -> line.startsWith("holes,y,fid-squeeze"));
            assertThat(report("out")).contains("![holes]").doesNotContain("![sr]");
            assertThat(Files.readString(folder.resolve("out/report.html")))
                    .contains("classical, picture 2")
                    .containsOnlyOnce("alt=\"y, picture 1\"");
        }
    }

    /** A row for each picture, with the measurement, three results and the truth. */
    @Test
    void aSheetShowsAsManyPicturesAsAreAskedFor() throws IOException {
        run(TEXT, "one", Integer.MAX_VALUE);
        run(TEXT.replace("crop: 16", "crop: 16\nshown: 2"), "two", Integer.MAX_VALUE);

        BufferedImage one = sheet("one");
        BufferedImage two = sheet("two");
        assertThat(two.getWidth()).isEqualTo(one.getWidth());
        assertThat(two.getHeight()).isBetween(2 * one.getHeight() - 40, 2 * one.getHeight());
    }

    private BufferedImage sheet(String out) throws IOException {
        return ImageIO.read(folder.resolve(out).resolve("images/mine-holes.png").toFile());
    }

    @Test
    void picturesAreThoseOfTheListWhereThereIsOne() throws IOException {
        String first = Sha256.of(folder.resolve("clean/0.png"));
        String second = Sha256.of(folder.resolve("clean/1.png"));
        String text = TEXT.replace("crop: 16", "crop: 16\nhashes: images.txt");
        Path list = folder.resolve("images.txt");

        Files.writeString(list, list(first, second));
        assertThat(run(text, "out", Integer.MAX_VALUE)).isTrue();
        Files.writeString(list, list(second, first));
        assertThatThrownBy(() -> open(text, "other"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(folder.resolve("clean/0.png") + ": has the SHA-256 " + first + ", and " + list + " has "
                        + second + " for picture 0");
        Files.writeString(list, list(first));
        assertThatThrownBy(() -> open(text, "other"))
                .hasMessageContaining("is picture 1 of the experiment, and " + list + " does not list it");
        Files.writeString(list, second + "  clean/1.png\n" + first + " *0.png\n");
        assertThat(run(text, "out", Integer.MAX_VALUE)).isTrue();
        Files.writeString(list, "no hash\n");
        assertThatThrownBy(() -> open(text, "other")).hasMessageContaining("is no list of hashes");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    private static String list(String... hashes) {
        var text = new StringBuilder("# limpid images 1: size 20, seed 0\n");
        for (int i = 0; i < hashes.length; i++) {
            text.append(i + " " + "0".repeat(64) + " " + hashes[i] + " 20x20 photo.png\n");
        }
        return text.toString();
    }

    /** Scores that were begun before a metric was there go on without it. */
    @Test
    void goesOnWithTheColumnsThatAreThere() throws IOException {
        run("out", 1);
        Path scores = folder.resolve("out").resolve(ExperimentRun.SCORES);
        List<String> lines = Files.readAllLines(scores).stream()
                .filter(line -> line.startsWith("#") || line.startsWith("task"))
                .map(line -> line.replace(",lpips-squeeze", ""))
                .toList();
        Files.write(scores, lines);
        List<String> notes = new ArrayList<>();
        try (var scope = Scope.open()) {
            open(TEXT, "out").run(1, new Heard(), notes::add);
        }

        assertThat(report("out")).contains("## PSNR").doesNotContain("## LPIPS");
        assertThat(notes)
                .contains(
                        "LPIPS-squeeze is left out, as scores.csv was begun without it: choose another folder to have it");
    }

    @Test
    void aChangedExperimentIsRefusedByTheDifference() throws IOException {
        run("out", 1);

        assertThatThrownBy(() -> open(TEXT.replace("seed: 3", "seed: 4"), "out"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was made with seed = 3, and this run has 4");
        run(TEXT.replace("seed: 3", "seed: 0"), "none", 1);
        assertThatThrownBy(() -> open(TEXT, "none"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was made with seed = 0, and this run has 3");
        assertThatThrownBy(() -> open(TEXT.replace("scale: 2", "scale: 4"), "out"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("problem sr");
    }

    @Test
    void aFolderOfOtherPicturesOrOfAnotherExperimentIsRefused() throws IOException {
        run("out", 1);
        Files.move(folder.resolve("clean/1.png"), folder.resolve("clean/0b.png"));
        assertThat(run(TEXT, "out", 2)).isFalse();
        Files.copy(folder.resolve("clean/0b.png"), folder.resolve("clean/-.png"));

        assertThatThrownBy(() -> open(TEXT, "out"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was made with picture 0 = ");
        Files.writeString(folder.resolve("other.yaml"), TEXT);
        assertThatThrownBy(() -> ExperimentRun.open(
                        ExperimentFile.read(folder.resolve("other.yaml")),
                        null,
                        List.of(),
                        folder.resolve("out"),
                        Device.CPU))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was made with experiment = mine, and this run has other");
    }

    /** Other cells could not be written either, and each would be solved in vain. */
    @Test
    void aResultThatCannotBeWrittenEndsTheRun() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/pictures"), "in the way");
        var heard = new Heard();
        try (var scope = Scope.open()) {
            ExperimentRun run = open(TEXT, "out");

            assertThatThrownBy(() -> run.run(1, heard, note -> {})).isInstanceOf(IOException.class);
        }
        assertThat(heard.all).isEmpty();
        // Its folder is known, and goes on when there is room.
        assertThat(folder.resolve("out").resolve(ExperimentRun.SCORES)).isRegularFile();
        Files.delete(folder.resolve("out/pictures"));
        assertThat(run("out", Integer.MAX_VALUE)).isTrue();
    }

    /** The second prior is another file: here the first one again, whose numbers are the same. */
    @Test
    void aSolverMayHaveAPriorOfItsOwn() throws IOException {
        run("usual", Integer.MAX_VALUE);
        run(TEXT.replace("seed: 3", "seed: 3\npriors: {fast-dips+steps=1: photo}"), "own", Integer.MAX_VALUE);

        assertThat(scores("own")).isEqualTo(scores("usual"));
        assertThat(report("own")).contains(", of fast-dips+steps=1 photo (");
        assertThatThrownBy(() -> open(TEXT.replace("seed: 3", "seed: 3\npriors: {fast-dips+steps=1: none.pt}"), "x"))
                .hasMessageContaining("none.pt");
        assertThatThrownBy(() -> open(TEXT.replace("seed: 3", "seed: 3\npriors: {fast-dips+steps=1: cats64}"), "own"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("prior of fast-dips+steps 1");
    }

    /** An equal picture has an infinite PSNR, and names may hold what tables and settings are made with. */
    @Test
    void tablesTakeAnyNumberAndAnyName() throws IOException {
        Path results = folder.resolve("results");
        for (String name : List.of("Шум-a-b=1", "holes")) {
            Files.createDirectories(results.resolve(name));
            Files.copy(folder.resolve("clean/0.png"), results.resolve(name).resolve("0.png"));
            Files.copy(folder.resolve("clean/1.png"), results.resolve(name).resolve("1.png"));
        }
        String text =
                TEXT.replace("name: sr", "name: \"Шум a|b=1\"").replace("crop: 16", "crop: 20\nmetrics: [ssim, psnr]");
        Files.writeString(folder.resolve("mine.yaml"), text);
        try (var scope = Scope.open()) {
            assertThat(ExperimentRun.open(
                                    ExperimentFile.read(folder.resolve("mine.yaml")),
                                    null,
                                    List.of(new ResultsFolder("equal", results)),
                                    folder.resolve("out"),
                                    Device.CPU)
                            .run(1, new Heard(), note -> {}))
                    .isTrue();
        }

        assertThat(report("out")).contains("**∞**", "Шум a\\|b=1").doesNotContain("Infinity");
        assertThat(report("out").indexOf("## SSIM")).isLessThan(report("out").indexOf("## PSNR"));
        assertThat(folder.resolve("out/table.tex")).content().contains("$\\infty$");
        assertThat(folder.resolve("out/scores.jsonl"))
                .content()
                .contains("\"psnr\":null")
                .doesNotContain("Infinity");
    }

    @Test
    void picturesOfSeveralSizesAreTold() throws IOException {
        run("same", Integer.MAX_VALUE);
        try (var scope = Scope.open()) {
            Images.write(Tensor.zeros(1, 1, 12, 20), folder.resolve("clean/1.png"));
        }
        run("other", Integer.MAX_VALUE);

        assertThat(report("same")).doesNotContain("The pictures are of");
        assertThat(report("other"))
                .contains("The pictures are of 2 kinds, 16 x 16 coloured and 16 x 12 gray among them");
    }

    @Test
    void needsItsPictures() {
        assertThatThrownBy(() -> open(TEXT.replace("count: 2", "count: 3"), "out"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("has 2 pictures, but mine needs 3");
        assertThatThrownBy(() -> open(TEXT.replace("pictures: clean", "pictures: none"), "out"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("no such folder of pictures");
        assertThatThrownBy(() -> open(TEXT.replace("pictures: clean\n", ""), "out"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("--data");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    /** The clean pictures are gone, and with them the folder that the experiment names; sheets and distances come from the kept ones. */
    @Test
    void aReportNeedsNeitherThePicturesNorThePrior() throws IOException {
        run(DISTANCES, "out", Integer.MAX_VALUE);
        Path out = folder.resolve("out");
        List<String> written = List.of("report.md", "report.html", "table.tex", "table.csv", "images/mine-sr.png");
        var before = new ArrayList<byte[]>();
        for (String name : written) {
            before.add(Files.readAllBytes(out.resolve(name)));
            Files.delete(out.resolve(name));
        }
        Files.move(folder.resolve("clean"), folder.resolve("elsewhere"));
        try (var scope = Scope.open()) {
            recorded(DISTANCES, null).writeReport();
        }

        for (int i = 0; i < written.size(); i++) {
            assertThat(out.resolve(written.get(i))).hasBinaryContent(before.get(i));
        }
        assertThatThrownBy(() -> recorded(DISTANCES.replace("seed: 3", "seed: 4"), null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was made with seed = 3");
        // Pictures of other scores lie there by now.
        for (String problem : List.of("sr", "holes")) {
            Files.copy(
                    out.resolve("pictures/" + problem + "/1/truth.png"),
                    out.resolve("pictures/" + problem + "/0/truth.png"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        try (var scope = Scope.open()) {
            recorded(DISTANCES, null).writeReport();
        }
        assertThat(report("out")).doesNotContain("![sr]", "## FID").contains("FID-squeeze is left out");
        Files.createDirectories(folder.resolve("clean"));
        recorded(DISTANCES, null);
        Files.delete(folder.resolve("clean"));
        assertThatThrownBy(() -> recorded(DISTANCES, folder.resolve("clean")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("no such folder of pictures");
        Files.delete(folder.resolve("elsewhere/0.png"));
        Files.copy(folder.resolve("elsewhere/1.png"), folder.resolve("elsewhere/0.png"));
        assertThatThrownBy(() -> recorded(DISTANCES, folder.resolve("elsewhere")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was made with picture 0");
    }

    /** Scores alone have all tables, and no pictures. */
    @Test
    void aReportNeedsTheScoresAlone() throws IOException {
        run(TEXT.replace("seed: 3", "seed: 3\npriors: {fast-dips+steps=1: photo}"), "whole", Integer.MAX_VALUE);
        Path out = Files.createDirectories(folder.resolve("out"));
        Files.copy(folder.resolve("whole").resolve(ExperimentRun.SCORES), out.resolve(ExperimentRun.SCORES));
        Files.move(folder.resolve("clean"), folder.resolve("elsewhere"));
        String text = TEXT.replace("seed: 3", "seed: 3\nprior: gone.pt\npriors: {fast-dips+steps=1: lost.pt}");
        try (var scope = Scope.open()) {
            recorded(text, null).writeReport();
        }

        String hash = Files.readAllLines(out.resolve(ExperimentRun.SCORES)).stream()
                .filter(line -> line.startsWith("# prior = "))
                .map(line -> line.substring(10, 22))
                .findFirst()
                .orElseThrow();
        assertThat(report("out"))
                .contains("as recorded, gone.pt not being at hand (" + hash + ")")
                .contains("as recorded, lost.pt not being at hand (" + hash + ")")
                .isEqualTo(report("whole")
                        .replace("Prior: photo", "Prior: as recorded, gone.pt not being at hand")
                        .replace(" photo (", " as recorded, lost.pt not being at hand (")
                        .replaceAll("\n!\\[.*\n", ""));
        assertThatThrownBy(() -> recorded(text.replace("count: 2", "count: 1"), folder.resolve("none")))
                .hasMessageContaining("no such folder");
        Files.delete(out.resolve(ExperimentRun.SCORES));
        assertThatThrownBy(() -> ExperimentRun.checkRecorded(out))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("has no scores.csv to report");
    }

    /** A part of the cells, and distances that need pictures. */
    @Test
    void aReportSaysHowMuchOfItIsThere() throws IOException {
        run(DISTANCES, "part", 5);
        Path out = Files.createDirectories(folder.resolve("out"));
        Path scores = out.resolve(ExperimentRun.SCORES);
        Files.copy(folder.resolve("part").resolve(ExperimentRun.SCORES), scores);
        recorded(DISTANCES, null).writeReport();

        assertThat(report("out"))
                .contains("12 solves, 4 evaluations of the network. Measured: 5 solves, 1 evaluations.")
                .contains("FID-squeeze is left out, as it needs all results of a solver as pictures")
                .doesNotContain("## FID");
        List<String> lines = Files.readAllLines(scores);
        for (String setting : List.of("prior", "seed", "crop")) {
            Files.write(
                    scores,
                    lines.stream()
                            .filter(line -> !line.startsWith("# " + setting + " = "))
                            .toList());
            assertThatThrownBy(() -> recorded(DISTANCES, null))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has no line '# " + setting + " = …'");
        }
        Files.write(
                scores,
                lines.stream().map(line -> line.replace("= cpu", "= tpu")).toList());
        assertThatThrownBy(() -> recorded(DISTANCES, null)).hasMessageContaining("the device 'tpu', which is none");
        Files.write(
                scores,
                lines.stream().filter(line -> !line.matches("(sr|holes),.*")).toList());
        assertThatThrownBy(() -> recorded(DISTANCES, null))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("has no results to report yet");
    }

    private ExperimentRun recorded(String text, @Nullable Path pictures) throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, text);
        return ExperimentRun.recorded(ExperimentFile.read(file), pictures, List.of(), folder.resolve("out"));
    }

    private boolean run(String out, int most) throws IOException {
        return run(TEXT, out, most);
    }

    private boolean run(String text, String out, int most) throws IOException {
        try (var scope = Scope.open()) {
            var heard = new Heard(most);
            boolean all = open(text, out).run(1, heard, note -> {});
            assertThat(heard.failed).isEmpty();
            assertThat(heard.leftOut).isEmpty();
            return all;
        }
    }

    private ExperimentRun open(String text, String out) throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, text);
        return ExperimentRun.open(ExperimentFile.read(file), null, List.of(), folder.resolve(out), Device.CPU);
    }

    /** The rows without memory and times. */
    private List<String> scores(String out) throws IOException {
        return Files.readAllLines(folder.resolve(out).resolve(ExperimentRun.SCORES)).stream()
                .filter(line -> line.startsWith("sr,") || line.startsWith("holes,"))
                .map(line -> line.replaceFirst(",[^,]*,([^,]*),[^,]*$", ",$1"))
                .toList();
    }

    private String report(String out) throws IOException {
        return Files.readString(folder.resolve(out).resolve("report.md"));
    }
}
