package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.io.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentFileTest {
    private static final Path OURS = Path.of(System.getProperty("limpid.root", ".."), "experiments");

    private static final String WHOLE = """
            title: Two solvers
            pictures: clean
            count: 3
            crop: 32
            prior: cats64
            seed: 7
            reference: hqs
            problems:
              - task: super-resolution
                scale: 2
                noise: 0.02
              - name: holes
                task: inpainting
                mask: random:0.7
            solvers: [classical, hqs, diffpir+steps=5]
            budget: 30
            """;

    @TempDir
    private Path folder;

    @Test
    void readsEveryKey() throws IOException {
        Experiment read = read(WHOLE);

        assertThat(read.name()).isEqualTo("mine");
        assertThat(read.title()).isEqualTo("Two solvers");
        assertThat(read.pictures()).isEqualTo(new TestPictures(folder.resolve("clean"), null, 3, 32));
        assertThat(read.prior()).isEqualTo("cats64");
        assertThat(read.seed()).isEqualTo(7);
        assertThat(read.reference()).isEqualTo("hqs");
        assertThat(read.budget()).isEqualTo(30);
        assertThat(read.problems()).extracting(Experiment.Setting::label).containsExactly("super-resolution", "holes");
        assertThat(read.problems()
                        .get(0)
                        .task()
                        .noiseLevel(read.problems().get(0).values()))
                .isEqualTo(0.04);
        assertThat(read.solvers())
                .extracting(NamedSolver::label)
                .containsExactly("classical", "hqs", "diffpir+steps=5");
    }

    @Test
    void theRestHasDefaults() throws IOException {
        Experiment read = read("problems: [{task: denoise}]\nsolvers: [classical, hqs]\n");

        assertThat(read.title()).isEqualTo("mine");
        assertThat(read.pictures()).isEqualTo(new TestPictures(null, null, 20, 0));
        assertThat(read.shown()).isEqualTo(1);
        assertThat(read.prior()).isEqualTo("photo");
        assertThat(read.reference()).isEqualTo("classical");
        assertThat(read.budget()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            prior: cats64      | metrics: [pnsr]      | unknown metric 'pnsr': did you mean 'psnr'? known are psnr, ssim,
            count: 3           | cuont: 3             | unknown key 'cuont': did you mean 'count'?
            scale: 2           | scael: 2             | problem 1: unknown key 'scael': did you mean 'scale'?
            scale: 2           | scale: 5             | problem 1: scale is one of 2, 3, 4, 8, got 5
            noise: 0.02        | noise: 2             | problem 1: the noise is auto or a number from 0 to below 1
            count: 3           | count: 0             | count must be positive, got 0
            count: 3           | count: some          | count must be a whole number, got 'some'
            crop: 32           | crop: -1             | crop must be 0, or 4 or more, got -1
            crop: 32           | crop: 3              | crop must be 0, or 4 or more, got 3
            pictures: clean    | pictures:            | pictures has no value
            crop: 32           | priors: {dsp: photo} | unknown solver in priors 'dsp': known are
            name: holes        | name: ".."           | problems: '..' has neither a letter nor a digit
            crop: 32           | shown: 4             | shown must be between 1 and 3, the count of pictures, got 4
            crop: 32           | hashes: none.txt     | none.txt: no such file
            seed: 7            | seed: 7\\nseed: 8    | is no YAML: Duplicate field 'seed'
            reference: hqs     | reference: dps       | reference 'dps' is none of the solvers
            diffpir+steps=5    | diffpri              | solvers: unknown solver 'diffpri': did you mean 'diffpir'?
            diffpir+steps=5    | diffpir+stepz=5      | solvers: diffpir+stepz=5: unknown setting 'stepz'
            diffpir+steps=5    | diffpir+steps=0      | solvers: diffpir+steps=0: steps must be at least 2
            budget: 30         | budget: 20           | solvers: hqs takes 24 evaluations for super-resolution, and the budget is 20
            diffpir+steps=5    | diffpir+steps=31     | solvers: diffpir+steps=31 takes 31 evaluations for super-resolution, and the budget is 30
            budget: 30         | budget: -1           | budget must be positive, or 0 for any number of evaluations, got -1
            diffpir+steps=5    | hqs                  | solvers: 'hqs' stands there twice
            diffpir+steps=5    | blind-hqs            | solver blind-hqs is for none of the problems
            name: holes        | name: super-resolution | problems: 'super-resolution' stands there twice
            random:0.7         | none.png             | no such file
            task: inpainting   | task: sharpening     | problem 2: unknown task 'sharpening'
            """)
    void refusesInOneLineThatNamesTheFile(String part, String wrong, String message) {
        assertThatThrownBy(() -> read(WHOLE.replace(part, wrong.replace("\\n", "\n"))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(folder.resolve("mine.yaml") + ": ")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|is no experiment",
                "[1, 2]|is no experiment",
                "{|is no YAML",
                "notes: [run it so: now]|notes: entry 1 is no text; put it in quotes where it has a colon",
                "published: 2|published has keys, such as",
                "problems: [hqs]|problem 1: unknown task",
                "solvers: [hqs]|problems: there is none"
            })
    void refusesFilesOfOtherKinds(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
    }

    static List<Path> ours() throws IOException {
        try (Stream<Path> files = Files.list(OURS)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    void readsThoseOfTheProject(Path file) throws IOException {
        Experiment read = ExperimentFile.read(file);

        assertThat(read.solvers()).isNotEmpty();
        // The noise of a file is that of a [0, 1] image, the paper's that of a [-1, 1] one.
        assertThat(read.problems())
                .allSatisfy(
                        one -> assertThat(one.task().noiseLevel(one.values())).isEqualTo(0.01));
    }

    private Experiment read(String text) throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, text);
        return ExperimentFile.read(file);
    }
}
