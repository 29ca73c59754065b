package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.checkpoint.Safetensors;
import dev.limpid.io.Images;
import dev.limpid.io.Npy;
import dev.limpid.io.RunRecord;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The program with the library behind it, on files as users have them: good ones and bad ones. */
class RealFilesTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path image;

    @BeforeEach
    void writeAnImage() throws IOException {
        image = picture("image.png", 64, 64);
    }

    @Test
    void restoresASimulatedImageAndSaysHow() throws IOException {
        assertThat(restore(image, "inpainting", "--simulate")).isZero();

        RunRecord record = RunRecord.read(folder.resolve("out/image/run.json"));
        assertThat(record.metrics()).containsKeys("measurement", "harmonic fill", "restored");
        assertThat(record.cost().backwardEvaluations()).isEqualTo(2);
        assertThat(record.sha256()).containsKeys("input", "checkpoint");
        assertThat(folder.resolve("out/image")).isDirectoryContaining("glob:**side-by-side.png");
        assertThat(err.toString()).contains("3 network evaluations: about");
    }

    @ParameterizedTest
    @ValueSource(strings = {"super-resolution", "gaussian-deblur", "motion-deblur", "denoise"})
    void restoresEveryTask(String task) {
        assertThat(restore(image, task, "--simulate")).as(err.toString()).isZero();

        assertThat(folder.resolve("out/image/restored.png")).exists();
    }

    @Test
    void givesTheSameBytesForTheSameSeed() throws IOException {
        restore(image, "inpainting", "--simulate");
        byte[] first = Files.readAllBytes(folder.resolve("out/image/restored.png"));

        restore(image, "inpainting", "--simulate", "--force");

        assertThat(Files.readAllBytes(folder.resolve("out/image/restored.png"))).isEqualTo(first);
    }

    @Test
    void skipsWhatIsFinishedAndRefusesToMixSettings() throws IOException {
        restore(image, "inpainting", "--simulate");

        assertThat(restore(image, "inpainting", "--simulate")).isZero();
        assertThat(err.toString()).contains("finished before, skipped");
        assertThat(restore(image, "inpainting", "--simulate", "--seed", "5")).isOne();
        assertThat(err.toString()).contains("holds a result with other settings: use --force");
    }

    @Test
    void restoresAMeasurementWithItsMaskAndOneWithItsKernel() throws IOException {
        Path mask = mask("mask.png", 64, 64);
        Path psf = folder.resolve("psf.npy");
        Npy.write(new float[] {0, 1, 0, 1, 4, 1, 0, 1, 0}, new int[] {3, 3}, psf);

        assertThat(restore(image, "inpainting", "--mask", mask.toString()))
                .as(err.toString())
                .isZero();
        assertThat(restore(image, "gaussian-deblur", "--psf", psf.toString(), "--force"))
                .as(err.toString())
                .isZero();

        assertThat(err.toString()).contains("sum");
        assertThat(RunRecord.read(folder.resolve("out/image/run.json")).sha256())
                .containsKey("kernel");
    }

    @Test
    void tellsOtherSettingsOfTheDegradationFromTheSame() throws IOException {
        restore(image, "inpainting", "--simulate");

        assertThat(restore(image, "inpainting", "--simulate", "--noise", "0.5")).isOne();
        assertThat(restore(image, "inpainting", "--simulate", "--selection", "least-residual"))
                .isOne();
        assertThat(restore(image, "inpainting", "--mask", mask("m.png", 64, 64).toString()))
                .isOne();
    }

    @Test
    void cutsAMaskWithItsPicture() throws IOException {
        Path large = picture("large.png", 100, 80);
        Path mask = mask("large-mask.png", 100, 80);

        assertThat(restore(large, "inpainting", "--mask", mask.toString(), "--resize"))
                .isOne();
        assertThat(err.toString())
                .contains(mask + ": the mask has 100x80 pixels, the picture 100x80, of which 64x64 are restored after"
                        + " --resize: they must be the same");
        assertThat(restore(large, "inpainting", "--mask", mask.toString(), "--crop", "18,8"))
                .as(err.toString())
                .isZero();
    }

    @Test
    void enlargesByAFactorThatDoesNotDivideTheSize() throws IOException {
        Path small = picture("third.png", 22, 22);

        assertThat(restore(small, "super-resolution", "--scale", "3"))
                .as(err.toString())
                .isZero();
    }

    @Test
    void saysWhatSuperResolutionNeeds() throws IOException {
        assertThat(restore(picture("tiny.png", 20, 20), "super-resolution", "--scale", "3"))
                .isOne();

        assertThat(err.toString())
                .contains("tiny.png: has 20x20 pixels, but super-resolution by 3 makes the 64x64 pixels of prior cats64"
                        + " out of 22x22; add --resize: limpid restore ");
    }

    @Test
    void leavesNothingBehindWhenASolveDiverges() {
        assertThat(restore(image, "denoise", "--simulate", "--set", "latentRate=1e30"))
                .isOne();

        assertThat(err.toString()).contains("diverged");
        assertThat(folder.resolve("out/image")).doesNotExist();
    }

    @Test
    void enlargesAMeasurementToThePriorsSize() throws IOException {
        Path small = picture("small.png", 16, 16);

        assertThat(restore(small, "super-resolution", "--scale", "4"))
                .as(err.toString())
                .isZero();

        try (var scope = Scope.open()) {
            assertThat(Images.read(folder.resolve("out/small/restored.png")).width())
                    .isEqualTo(64);
        }
    }

    @Test
    void keepsAGrayImageGray() throws IOException {
        Path gray = folder.resolve("gray.png");
        try (var scope = Scope.open()) {
            Images.write(Rng.of(1).normal(1, 1, 64, 64).mul(0.2), gray);
        }

        assertThat(restore(gray, "inpainting", "--simulate")).as(err.toString()).isZero();

        try (var scope = Scope.open()) {
            assertThat(Images.read(folder.resolve("out/gray/restored.png")).channels())
                    .isEqualTo(1);
        }
    }

    @Test
    void goesOnWithTheOthersWhenAnImageFails() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.png"), "no picture");

        assertThat(run("restore", broken.toString(), image.toString(), "--task", "denoise", "--simulate"))
                .isOne();

        assertThat(err.toString()).contains("broken.png: is not a picture");
        assertThat(folder.resolve("out/image/restored.png")).exists();
        assertThat(folder.resolve("out/broken")).doesNotExist();
    }

    @Test
    void proposesTheOptionsThatFitAnImageOfAnotherSize() throws IOException {
        Path narrow = picture("narrow.png", 100, 50);
        Path tiny = picture("tiny.png", 1, 1);

        assertThat(restore(narrow, "denoise", "--simulate")).isOne();
        assertThat(err.toString())
                .contains("has 100x50 pixels, but prior cats64 takes 64x64; add --resize: limpid restore " + narrow
                        + " --task denoise --simulate ");
        String line = err.toString().strip();
        String proposed = line.substring(line.lastIndexOf(": limpid ") + ": limpid ".length());
        assertThat(proposed).endsWith("--set innerIterations=2 --resize");
        assertThat(execute(proposed.split(" "))).as(err.toString()).isZero();
        assertThat(restore(tiny, "denoise", "--simulate")).isOne();
        assertThat(err.toString())
                .contains("has 1x1 pixels, but prior cats64 takes 64x64; add --resize: limpid restore ");
    }

    @Test
    void refusesBadImages() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.png"));
        Path truncated = folder.resolve("truncated.png");
        byte[] bytes = Files.readAllBytes(image);
        Files.write(truncated, Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(restore(folder.resolve("missing.png"), "denoise")).isOne();
        assertThat(err.toString()).contains("missing.png: no such file");
        assertThat(restore(empty, "denoise")).isOne();
        assertThat(err.toString()).contains("empty.png: the file is empty");
        assertThat(restore(truncated, "denoise")).isOne();
        assertThat(err.toString()).contains("truncated.png: ");
        oneLineEach();
    }

    @Test
    void refusesMasksAndKernelsThatDoNotFit() throws IOException {
        Path other = mask("other.png", 32, 32);
        Path nothing = folder.resolve("nothing.npy");
        Npy.write(new float[64 * 64], new int[] {64, 64}, nothing);
        Path negative = folder.resolve("negative.npy");
        Npy.write(new float[] {0, 1, 0, 1, -4, 1, 0, 1, 0}, new int[] {3, 3}, negative);
        Path nan = folder.resolve("nan.npy");
        Npy.write(new float[] {Float.NaN}, new int[] {1, 1}, nan);
        Path wide = folder.resolve("wide.npy");
        float[] ones = new float[201 * 201];
        Arrays.fill(ones, 1);
        Npy.write(ones, new int[] {201, 201}, wide);

        assertThat(restore(image, "inpainting", "--mask", other.toString())).isOne();
        assertThat(err.toString())
                .contains("image.png: " + other
                        + ": the mask has 32x32 pixels, the picture 64x64: they must be the same");
        assertThat(restore(image, "inpainting", "--mask", nothing.toString())).isOne();
        assertThat(restore(image, "gaussian-deblur", "--psf", negative.toString()))
                .isOne();
        assertThat(err.toString()).contains("negative.npy: ").contains("-4.0");
        assertThat(restore(image, "gaussian-deblur", "--psf", nan.toString())).isOne();
        assertThat(restore(image, "gaussian-deblur", "--psf", wide.toString())).isOne();
        assertThat(err.toString()).contains("201 x 201");
        oneLineEach();
    }

    @Test
    void asksForTheMaskOrTheKernelOfAMeasurement() {
        assertThat(restore(image, "inpainting")).isEqualTo(2);
        assertThat(err.toString()).contains("needs --mask FILE");
        assertThat(restore(image, "motion-deblur")).isEqualTo(2);
        assertThat(err.toString()).contains("needs --psf FILE");
    }

    @Test
    void refusesCheckpointsThatAreNoPriors() throws IOException {
        Path other = folder.resolve("other.safetensors");
        try (var scope = Scope.open()) {
            Safetensors.write(other, Map.of("layer.weight", Tensor.zeros(3, 3)), Map.of());
        }
        Path pickle = Files.write(
                folder.resolve("hostile.pt"), "cposix\nsystem\n(S'true'\ntR.".getBytes(StandardCharsets.US_ASCII));

        assertThat(restore(image, "denoise", "--simulate", "--prior", other.toString()))
                .isOne();
        assertThat(err.toString()).contains("other.safetensors: ");
        assertThat(restore(image, "denoise", "--simulate", "--prior", pickle.toString()))
                .isOne();
        assertThat(err.toString()).contains("hostile.pt: ");
        assertThat(restore(image, "denoise", "--simulate", "--prior", "celebb")).isOne();
        assertThat(err.toString()).contains("celebb");
        oneLineEach();
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void samplesPicturesInAGrid() {
        assertThat(run("sample", "--count", "2", "--steps", "2"))
                .as(err.toString())
                .isZero();

        assertThat(folder.resolve("out/grid.png")).exists();
        assertThat(folder.resolve("out/sample-001.png")).exists();
    }

    @Test
    void listsThePriorsWithoutLoadingThem() {
        assertThat(new CommandLine(new Limpid()).getCommandName()).isEqualTo("limpid");
        assertThat(execute("priors")).isZero();
        assertThat(out.toString()).contains("cats64", "celeba", "ffhq", "bedroom", "imagenet");
    }

    private void oneLineEach() {
        assertThat(err.toString().lines().filter(l -> l.contains("Exception") || l.startsWith("\tat")))
                .isEmpty();
    }

    private int restore(Path file, String task, String... more) {
        return run(Stream.concat(Stream.of("restore", file.toString(), "--task", task), Arrays.stream(more))
                .toArray(String[]::new));
    }

    /** Two evaluations are enough to go through everything. */
    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--out", folder.resolve("out").toString()));
        if (args[0].equals("restore")) {
            if (!all.contains("--prior")) {
                all.addAll(List.of("--prior", "cats64"));
            }
            all.addAll(List.of("--set", "steps=1", "--set", "grid=150", "--set", "outerIterations=1"));
            all.addAll(List.of("--set", "innerIterations=2"));
        }
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... args) {
        CommandLine line = Limpid.commandLine(new LibraryRunner(), 0);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Limpid.execute(line, args);
    }

    private Path picture(String name, int width, int height) throws IOException {
        Path file = folder.resolve(name);
        try (var scope = Scope.open()) {
            Images.write(Rng.of(1).normal(1, 3, height, width).mul(0.2), file);
        }
        return file;
    }

    private Path mask(String name, int width, int height) throws IOException {
        Path file = folder.resolve(name);
        try (var scope = Scope.open()) {
            Images.write(Rng.of(2).normal(1, 1, height, width).greater(0).mul(2).add(-1), file);
        }
        return file;
    }
}
