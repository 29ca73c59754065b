package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.degradation.Tasks;
import dev.limpid.io.Image;
import dev.limpid.io.Images;
import dev.limpid.io.Npy;
import dev.limpid.io.RunRecord;
import dev.limpid.job.Job;
import dev.limpid.job.JobRequest;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several solvers on the same measurement: their results, the sheet, the table, and the refusals. */
class SeveralSolversTest {
    private static final String SOLVERS = "wiener,hqs,diffpir";
    private static final List<String> EACH = List.of("wiener", "hqs", "diffpir");
    private static final int SIDE = 48;

    @TempDir
    private Path folder;

    private TinyRuns runs;
    private Path prior;
    private Path image;

    @BeforeEach
    void aPictureAndALocalPrior() throws IOException {
        runs = new TinyRuns(folder);
        prior = TinyLocalPrior.write(runs.at("local.safetensors"));
        image = runs.picture("image.png", SIDE, 3);
    }

    private void restore(int code, String solvers, Object... more) {
        var words = new ArrayList<Object>(List.of("restore", image, "--prior", prior, "--out", runs.at("out")));
        words.addAll(List.of("--solver", solvers, "--task", "gaussian-deblur"));
        words.addAll(List.of(more));
        runs.run(code, words.toArray());
    }

    @Test
    void everyOneGetsTheSameMeasurementAndAFolderOfItsOwn() throws IOException {
        restore(0, SOLVERS, "--simulate");

        for (String solver : EACH) {
            RunRecord record = RunRecord.read(runs.at("out/image/" + solver + "/run.json"));
            assertThat(record.solver()).isEqualTo(solver);
            assertThat(record.metrics().get("restored")).containsKeys("psnr", "ssim", "residual");
            runs.requireSame("out/image/wiener/measurement.png", "out/image/" + solver + "/measurement.png");
        }
        Image sheet = Images.read(runs.at("out/image/comparison.png"));
        assertThat(sheet.width()).isGreaterThan(5 * 256);
        assertThat(sheet.height()).isLessThan(2 * 256);
        List<String> table = Files.readAllLines(runs.at("out/comparison.csv"));
        assertThat(table).hasSize(4);
        assertThat(table.get(0))
                .startsWith("picture,task,solver,preset,psnr,ssim")
                .endsWith(",residual,seconds,forward,backward,peak_memory_bytes");
        for (int i = 0; i < EACH.size(); i++) {
            assertThat(table.get(1 + i)).startsWith("image,gaussian-deblur," + EACH.get(i) + ",brief,");
            assertThat(runs.out()).containsPattern("(?m)^\\| +" + EACH.get(i) + " \\|");
        }
        assertThat(runs.err()).contains("2 solvers, preset brief, 1 image, ");
        runs.run(0, "rerun", runs.at("out/image/hqs/run.json"));
        assertThat(runs.at("out/image/hqs-rerun/run.json")).exists();
    }

    @Test
    void aPictureOfOnesOwnHasResidualsAndNoScores() throws IOException {
        Path psf = runs.at("psf.npy");
        Npy.write(new float[] {1, 2, 1, 2, 4, 2, 1, 2, 1}, new int[] {3, 3}, psf);
        restore(0, SOLVERS, "--noise", "0.02", "--psf", psf);

        assertThat(Files.readAllLines(runs.at("out/comparison.csv")).get(0))
                .isEqualTo("picture,task,solver,preset,residual,seconds,forward,backward,peak_memory_bytes");
        assertThat(Images.read(runs.at("out/image/comparison.png")).width()).isLessThan(5 * 256);
    }

    @Test
    void oneThatFailsIsReportedAndFinishedOnesAreNotRepeated() throws IOException {
        Files.createDirectories(runs.at("out/image/hqs"));
        Path foreign = Files.createFile(runs.at("out/image/hqs/letter.txt"));

        restore(1, SOLVERS, "--simulate");

        assertThat(runs.err()).contains("image.png, hqs: ", "letter.txt");
        assertThat(Files.readString(runs.at("out/comparison.csv")))
                .contains(",wiener,", ",diffpir,")
                .doesNotContain("hqs");
        String first =
                RunRecord.read(runs.at("out/image/wiener/run.json")).created().toString();

        Files.delete(foreign);
        restore(0, SOLVERS, "--simulate", "--resume");

        assertThat(RunRecord.read(runs.at("out/image/wiener/run.json")).created())
                .hasToString(first);
        assertThat(Files.readString(runs.at("out/comparison.csv"))).contains(",wiener,", ",hqs,", ",diffpir,");
    }

    @Test
    void filesOfOthersAreNotOverwritten() throws IOException {
        Files.createDirectories(runs.at("out/image"));
        Files.writeString(runs.at("out/comparison.csv"), "mine\n");
        restore(2, SOLVERS, "--simulate");
        assertThat(runs.err()).contains("comparison.csv: is no table of Limpid").hasLineCount(1);
        Files.delete(runs.at("out/comparison.csv"));

        Files.writeString(runs.at("out/image/comparison.png"), "mine");
        restore(2, SOLVERS, "--simulate");
        assertThat(runs.err()).contains("comparison.png: is there already").hasLineCount(2);
        assertThat(runs.at("out/image/wiener")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wiener,hqz          |                    | unknown solver 'hqz'",
                "wiener,             |                    | unknown solver ''",
                "hqs,wiener,hqs      |                    | --solver names hqs twice",
                "hqs,blind-hqs       |                    | --solver blind-hqs is not for --task gaussian-deblur: it is for an unknown A",
                "hqs,bicubic         |                    | it needs an image with fewer pixels",
                "wiener,hqs          | --preset=paper     | has no preset 'paper'",
                "all,hqs             |                    | unknown solver 'all'",
                "wiener,hqs          | --set=steps=2      | --set changes the settings of one solver",
                "all                 | --realism=0.5      | --realism changes the settings of one solver",
                "wiener,hqs          | --start=noise      | --start changes the settings of one solver",
            })
    void refusesInOneLine(String solvers, String option, String message) {
        restore(2, solvers, option == null ? new Object[] {} : new Object[] {option});

        assertThat(runs.err()).contains(message).hasLineCount(1);
        assertThat(runs.at("out")).doesNotExist();
    }

    @Test
    void otherCommandsTakeOneSolver() {
        runs.run(2, "demo", "--solver", SOLVERS, "--out", runs.at("demo"));

        assertThat(runs.err()).contains("--solver takes one solver here").hasLineCount(1);
    }

    @Test
    void allAreThoseWithSettingsAndTheOthersAreNamedWithTheReason() {
        var program = new Program();
        assertThat(program.run(
                        "restore",
                        image.toString(),
                        "--task",
                        "denoise",
                        "--solver",
                        "all",
                        "--out",
                        folder.toString()))
                .isZero();

        Stream<String> fitting = Methods.ALL.stream()
                .filter(method -> method.find(
                                Preset.BRIEF, Tasks.named("denoise").tunedAs())
                        .isPresent())
                .map(Method::name);
        assertThat(program.request(JobRequest.class).jobs())
                .allMatch(job -> job.among() == Job.Among.ALL)
                .extracting(job -> job.name().getFileName().toString())
                .containsExactlyElementsOf(fitting.toList());
        assertThat(program.err())
                .contains(
                        "left out: blind-hqs is for an unknown A",
                        "left out: bicubic needs an image with fewer pixels");
    }
}
