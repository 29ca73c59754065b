package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.Encoding;
import dev.limpid.io.Images;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.SampleType;
import dev.limpid.io.ValueRange;
import dev.limpid.metric.Metrics;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of another program among the solvers of an experiment. */
class OtherResultsTest {
    private static final String TEXT = """
            pictures: clean
            count: 2
            reference: classical
            problems:
              - {name: two times, task: super-resolution, scale: 2}
              - {name: holes, task: inpainting, mask: "random:0.5"}
            solvers: [y, classical]
            """;

    @TempDir
    private Path folder;

    private Heard heard = new Heard();

    @BeforeEach
    void clean() throws IOException {
        write("clean/a.png", 0, 16);
        write("clean/b.png", 1, 16);
    }

    private void write(String file, long seed, int side) throws IOException {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        try (var scope = Scope.open()) {
            Images.write(Rng.of(seed).normal(1, 3, side, 16).mul(0.3).clamp(-1, 1), target);
        }
    }

    private void writeAll() throws IOException {
        write("theirs/two-times/0.png", 10, 16);
        write("theirs/two-times/1.png", 11, 16);
        write("theirs/holes/a.png", 12, 16);
        write("theirs/holes/b.png", 13, 16);
    }

    /** By number in one folder, by the clean picture's name in the other. */
    @Test
    void theirScoresAreThoseOfTheMetrics() throws IOException {
        writeAll();

        assertThat(run()).isTrue();

        assertThat(score("two times", 1)).isCloseTo(psnr("theirs/two-times/1.png", "clean/b.png"), within(1e-12));
        assertThat(score("holes", 0)).isCloseTo(psnr("theirs/holes/a.png", "clean/a.png"), within(1e-12));
        assertThat(row("holes", 0)).endsWith(",,,"); // memory, evaluations and seconds are not known
        assertThat(Files.readString(folder.resolve("out/report.md")))
                .containsPattern("theirs \\| +– \\| pictures in " + folder.resolve("theirs"));
        assertThat(Files.readAllLines(folder.resolve("out/table.csv")))
                .anyMatch(line -> line.matches("holes,theirs,psnr,2,[0-9.]+,[0-9.]+,-?[0-9.]+,[0-9.]+"));
        assertThat(folder.resolve("out/pictures/holes/1/theirs.png")).isRegularFile();
    }

    /** Floating point is scored as it is, and not as the 8 bits that are kept. */
    @Test
    void pictureFormatsOfMoreThan8BitsKeepTheirDigits() throws IOException {
        writeAll();
        Files.delete(folder.resolve("theirs/holes/a.png"));
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(5).normal(1, 3, 16, 16).mul(0.3).clamp(-1, 1);
            Images.write(
                    x,
                    null,
                    Encoding.plain("TIFF", new SampleType(SampleType.Kind.FLOAT, 32), new ValueRange(0, 1)),
                    folder.resolve("theirs/holes/a.tif"));
            run();

            Tensor truth = Images.read(folder.resolve("clean/a.png")).pixels();
            double expected = psnr(x, truth);
            assertThat(score("holes", 0)).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void withOneProblemTheFolderNeedsNoneOfItsOwn() throws IOException {
        write("theirs/b.png", 10, 16);
        write("theirs/a.png", 11, 16);

        assertThat(run(TEXT.replaceFirst(" +- \\{name: holes.*\\n", ""), "theirs"))
                .isTrue();

        assertThat(score("two times", 0)).isCloseTo(psnr("theirs/a.png", "clean/a.png"), within(1e-12));
    }

    /** Another run measures nothing, and one with a changed picture is refused. */
    @Test
    void aChangedResultIsRefused() throws IOException {
        writeAll();
        run();
        assertThat(run()).isTrue();
        assertThat(heard.measured).isEmpty();

        write("theirs/holes/b.png", 99, 16);

        assertThatThrownBy(this::run)
                .isInstanceOf(IOException.class)
                .hasMessageMatching(
                        ".*was made with results theirs for holes 1:\\w+ = \\w{12}, and this run has \\w{12}: .*");
    }

    @Test
    void aScoreOfAPictureThatIsGoneIsRefused() throws IOException {
        writeAll();
        run();
        Files.delete(folder.resolve("theirs/holes/b.png"));

        assertThatThrownBy(this::run)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was made with results theirs for holes 1:")
                .hasMessageContaining("and this run has no file");
    }

    /** The others are scored, and whatever was wrong may be put right. */
    @Test
    void aResultThatCannotBeUsedIsToldAndCanBeReplaced() throws IOException {
        writeAll();
        write("theirs/two-times/0.png", 10, 12);
        Files.writeString(folder.resolve("theirs/two-times/1.png"), "damaged");
        Files.delete(folder.resolve("theirs/holes/b.png"));

        assertThat(run()).isFalse();

        assertThat(heard.failed)
                .hasSize(3)
                .anyMatch(line -> line.endsWith(
                        "0.png: has 16 x 12 pixels of 3 channels, and must have 16 x 16 pixels of 3 channels"))
                .anyMatch(line -> line.contains("two-times/1.png"))
                .anyMatch(line -> line.endsWith("theirs: has no picture 1 of holes"));
        assertThat(heard.measured).hasSize(9);
        writeAll();
        assertThat(run()).isTrue();
        assertThat(heard.measured).hasSize(3);
    }

    @Test
    void aProblemWithoutResultsIsLeftOut() throws IOException {
        write("theirs/holes/0.png", 10, 16);
        write("theirs/holes/1.png", 11, 16);

        assertThat(run()).isTrue();

        assertThat(heard.leftOut)
                .containsExactly(
                        "two times, theirs: left out: " + folder.resolve("theirs") + ": has no results of two times");
    }

    @Test
    void foldersThatFitNothingAreRefused() throws IOException {
        write("theirs/other/0.png", 10, 16);
        assertRefused("has no results; the first would be two-times/0.png, or two-times/a.png");
        write("theirs/holes/0.png", 10, 16);
        write("theirs/holes/a.png", 10, 16);
        write("theirs/holes/b.png", 10, 16);
        write("theirs/holes/b.bmp.png", 10, 16);
        Files.move(folder.resolve("theirs/holes/b.bmp.png"), folder.resolve("theirs/holes/b.bmp"));
        assertRefused("is a second result of one picture beside b.");
        Files.delete(folder.resolve("theirs/holes/b.bmp"));
        Files.delete(folder.resolve("theirs/holes/b.png"));
        assertRefused(
                "1 pictures are named by numbers of the experiment's pictures, and as many by names of clean ones");
        write("theirs/holes/b.png", 10, 16);
        assertThatThrownBy(() -> run(TEXT, "theirs", "theirs")).hasMessageContaining("'theirs' stands there twice");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(this::run)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void namesAreThoseThatNoRowOfASolverHas() {
        assertThatThrownBy(() -> ResultsFolder.parse("theirs")).hasMessage("results are named NAME=DIR, got 'theirs'");
        assertThatThrownBy(() -> ResultsFolder.parse("their@s=" + folder)).hasMessageContaining("got 'their@s'");
        assertThatThrownBy(() -> ResultsFolder.parse("=" + folder)).hasMessageContaining("got ''");
        for (String name : List.of("dps", "classical", "y", "truth", "measurement")) {
            assertThatThrownBy(() -> ResultsFolder.parse(name + "=" + folder))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("'" + name + "' is a name of Limpid: give the results another, such as " + name
                            + "-others");
        }
        assertThatThrownBy(() -> ResultsFolder.parse("theirs=" + folder.resolve("none")))
                .hasMessage(folder.resolve("none") + ": no such folder of results");
        assertThatThrownBy(() -> ResultsFolder.parse("theirs=" + folder.resolve("clean/a.png")))
                .hasMessageEndingWith("is not a folder of results");
    }

    private boolean run() throws IOException {
        return run(TEXT, "theirs");
    }

    private boolean run(String text, String... names) throws IOException {
        heard = new Heard();
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, text);
        var others = new ArrayList<ResultsFolder>();
        for (String name : names) {
            others.add(ResultsFolder.parse(name + "=" + folder.resolve(name)));
        }
        try (var scope = Scope.open()) {
            return ExperimentRun.open(ExperimentFile.read(file), null, others, folder.resolve("out"), Device.CPU)
                    .run(1, heard, note -> {});
        }
    }

    private double psnr(String image, String truth) throws IOException {
        try (var scope = Scope.open()) {
            return psnr(
                    Images.read(folder.resolve(image)).pixels(),
                    Images.read(folder.resolve(truth)).pixels());
        }
    }

    private static double psnr(Tensor x, Tensor truth) {
        return Objects.requireNonNull(Metrics.plain().of(x, truth).get("psnr"));
    }

    private double score(String problem, int number) throws IOException {
        return Double.parseDouble(row(problem, number).split(",", -1)[3]);
    }

    private String row(String problem, int number) throws IOException {
        return Files.readAllLines(folder.resolve("out").resolve(ExperimentRun.SCORES)).stream()
                .filter(line -> line.matches(problem + "," + number + ":\\w+,theirs,.*"))
                .findFirst()
                .orElseThrow();
    }
}
