package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Encoding;
import dev.limpid.io.Image;
import dev.limpid.io.Images;
import dev.limpid.io.Npy;
import dev.limpid.io.PictureFile;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.io.RunRecord;
import dev.limpid.io.SampleType;
import dev.limpid.io.TiffTag;
import dev.limpid.io.TiffTags;
import dev.limpid.io.ValueRange;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Files of every make go through {@code limpid restore} and come out at their own depth; the guide's commands work. */
class OwnImagesTest {
    private static final Path ROOT = Path.of(System.getProperty("limpid.root", ".."));
    private static final Path GUIDE = ROOT.resolve("docs/your-own-images.md");
    private static final SampleType SHORT = new SampleType(SampleType.Kind.UNSIGNED, 16);
    private static final SampleType SIGNED = new SampleType(SampleType.Kind.SIGNED, 16);
    private static final SampleType FLOAT = new SampleType(SampleType.Kind.FLOAT, 32);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Scope scope = Scope.open();

    @TempDir
    private Path folder;

    @BeforeEach
    void writeTheGuidesFiles() throws IOException {
        write("camera12.tiff", Encoding.plain("TIFF", SHORT, new ValueRange(0, 4095)), 1);
        write("blurred.tiff", Encoding.plain("TIFF", SHORT, new ValueRange(0, 65535)), 3);
        write("ct.npy", Encoding.plain("NPY", SIGNED, new ValueRange(-1024, 3071)), 1);
        write("field.npy", Encoding.plain("NPY", FLOAT, new ValueRange(-2, 30)), 1);
        Images.write(Rng.of(2).normal(1, 1, 64, 64).greater(0).mul(2).add(-1), folder.resolve("mask.png"));
        Tensor spot = Tensor.of(new float[] {-1, 0, -1, 0, 1, 0, -1, 0, -1}, 1, 1, 3, 3);
        Images.write(spot, null, Encoding.plain("TIFF", FLOAT, new ValueRange(0, 1)), folder.resolve("psf.tiff"));
        Images.write(noise(3, 80, 90), folder.resolve("clean.png"));
        stack("stack.tiff", 64, 64);
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void theGuidesCommandsWork() throws IOException {
        var photo = new BufferedImage(4000, 3000, BufferedImage.TYPE_BYTE_GRAY);
        ImageIO.write(photo, "jpeg", folder.resolve("photo.jpg").toFile());
        List<String> commands = Files.readString(GUIDE)
                .lines()
                .filter(line -> line.startsWith("./limpid "))
                .toList();

        assertThat(commands).hasSizeGreaterThan(6);
        for (String command : commands) {
            assertThat(run(command.substring("./limpid ".length()).split(" ")))
                    .as(command + "\n" + err)
                    .isZero();
        }

        for (String name : List.of(
                "part/photo/restored.png",
                "camera/camera12/restored.tiff",
                "camera/camera12/restored.png",
                "ct/ct/restored.npy",
                "field/field/restored.npy",
                "stack/stack/page-002/restored.tiff",
                "deblurred/photo/kernel.npy",
                "scene/photo/restored.png",
                "sharp/blurred/restored.tiff",
                "sharp/clean/restored.npy",
                "trial/clean/restored.png")) {
            assertThat(folder.resolve(name)).isRegularFile();
        }
        Image camera = open("camera/camera12/restored.tiff", RangeChoice.of(0, 4095));
        assertThat(camera.encoding().type()).isEqualTo(SHORT);
        assertThat(camera.notices()).isEmpty();
        assertThat(camera.channels()).isEqualTo(1);
        Npy ct = Npy.read(folder.resolve("ct/ct/restored.npy"));
        assertThat(ct.type()).isEqualTo("i2");
        assertThat(ct.shape()).containsExactly(1, 64, 64);
        assertThat(Arrays.stream(ct.values())).allMatch(v -> v >= -1024 && v <= 3071);
        RunRecord record = RunRecord.read(folder.resolve("camera/camera12/run.json"));
        assertThat(record.request()).containsEntry("range", "0:4095");
    }

    /** Photographs have other sizes than the prior. */
    @Test
    void theReadmesCommandsTakePicturesOfAnySize() throws IOException {
        Images.write(noise(3, 80, 90), folder.resolve("photo.png"));
        Files.createDirectories(folder.resolve("clean"));
        Images.write(noise(3, 70, 100), folder.resolve("clean/a.png"));
        List<String> commands = Files.readString(ROOT.resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith("./limpid restore ") && line.contains(" --out "))
                .map(line -> line.replaceFirst("\\s+#.*", "").replace("clean/*.png", "clean/a.png"))
                .toList();

        assertThat(commands).hasSizeGreaterThan(2);
        for (String command : commands) {
            assertThat(run(command.substring("./limpid ".length()).split(" ")))
                    .as(command + "\n" + err)
                    .isZero();
        }
    }

    @Test
    void putsAlphaAndCalibrationBack() throws IOException {
        var resolution = new TiffTag(282, 5, new byte[] {0, 0, 0, 9, 0, 0, 0, 2});
        var tags = new TiffTags(ByteOrder.BIG_ENDIAN, 2, List.of(resolution));
        Encoding plain = Encoding.plain("TIFF", SHORT, new ValueRange(0, 65535));
        var encoding = new Encoding("TIFF", SHORT, plain.range(), null, tags, plain.layout());
        Tensor alpha = Rng.of(4).normal(1, 1, 80, 90).mul(0.3).add(0.5).clamp(0, 1);
        Images.write(noise(3, 80, 90), alpha, encoding, folder.resolve("a.tiff"));

        assertThat(run(
                        "restore",
                        "a.tiff",
                        "--task",
                        "denoise",
                        "--simulate",
                        "--prior",
                        "cats64",
                        "--crop",
                        "10,5",
                        "--out",
                        "cut"))
                .as(err.toString())
                .isZero();
        assertThat(run(
                        "restore",
                        "a.tiff",
                        "--task",
                        "denoise",
                        "--simulate",
                        "--prior",
                        "cats64",
                        "--resize",
                        "--out",
                        "small"))
                .as(err.toString())
                .isZero();

        Image cut = open("cut/a/restored.tiff", RangeChoice.NATURAL);
        Tensor opacity = Objects.requireNonNull(cut.alpha());
        Tensor part = Images.crop(alpha, 10, 5, 64, 64);
        assertThat(opacity.sub(part).abs().max().item()).isLessThan(1e-4);
        assertThat(cut.encoding().tags().kept()).usingRecursiveComparison().isEqualTo(List.of(resolution));
        Image small = open("small/a/restored.tiff", RangeChoice.NATURAL);
        assertThat(small.alpha()).isNotNull();
        byte[] scaled = small.encoding().tags().kept().get(0).value();
        var fraction = ByteBuffer.wrap(scaled);
        assertThat(fraction.getInt() / (double) fraction.getInt()).isEqualTo(3.2);
    }

    @Test
    void goesOnWithTheOtherPagesWhenOneFails() throws IOException {
        stack("mixed.tiff", 64, 32);

        assertThat(run("restore", "mixed.tiff", "--task", "denoise", "--prior", "cats64", "--out", "o"))
                .isOne();

        assertThat(err.toString()).contains("mixed.tiff page 2: has 32x32 pixels, but prior cats64 takes 64x64");
        assertThat(folder.resolve("o/mixed/page-001/restored.tiff")).exists();
        assertThat(folder.resolve("o/mixed/page-002")).doesNotExist();
        assertThat(RunRecord.read(folder.resolve("o/mixed/page-001/run.json")).request())
                .containsEntry("page", 1L);
        assertThat(run("restore", "mixed.tiff", "--task", "denoise", "--prior", "cats64", "--out", "o"))
                .isOne();
        assertThat(err.toString()).contains("mixed.tiff page 1: finished before, skipped");
    }

    @Test
    void saysWhatIsWrongWithRangesAndSizes() {
        assertThat(run("restore", "ct.npy", "--task", "denoise", "--out", "o")).isOne();
        assertThat(err.toString()).contains("say which are black and white with --range min:max or --range auto");
        assertThat(run("restore", "ct.npy", "--task", "denoise", "--range", "5:5", "--out", "o"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("a range is min:max, finite numbers with min below max; got 5:5");
        assertThat(run("restore", "field.npy", "--task", "denoise", "--range=0:1e-300", "--out", "o"))
                .isOne();
        assertThat(err.toString()).containsPattern("field.npy: the sample .* is too far beyond the range 0:1.0E-300");
        assertThat(run("restore", "blurred.tiff", "--task", "denoise", "--max-pixels", "4095", "--out", "o"))
                .isOne();
        assertThat(err.toString()).contains("64 x 64 pixels are more than the limit of 4095");
        assertThat(run("restore", "blurred.tiff", "--task", "denoise", "--max-pixels", "0", "--out", "o"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--max-pixels must be positive, got 0");
        assertThat(folder.resolve("o")).doesNotExist();
    }

    private Image open(String name, RangeChoice range) throws IOException {
        return PictureFile.open(folder.resolve(name), ReadLimits.DEFAULT).read(0, range);
    }

    private void write(String name, Encoding encoding, int channels) throws IOException {
        Images.write(noise(channels, 64, 64), null, encoding, folder.resolve(name));
    }

    private static Tensor noise(int channels, int height, int width) {
        return Rng.of(1).normal(1, channels, height, width).mul(0.2).clamp(-1, 1);
    }

    /** Two pages of gray squares. */
    private void stack(String name, int first, int second) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (var stream = ImageIO.createImageOutputStream(folder.resolve(name).toFile())) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(null);
            for (int size : new int[] {first, second}) {
                var page = new BufferedImage(size, size, BufferedImage.TYPE_USHORT_GRAY);
                writer.writeToSequence(new IIOImage(page, null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
    }

    /** Names of files lie in the test's folder; two evaluations are enough to go through everything. */
    private int run(String... args) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            boolean file = Files.exists(folder.resolve(args[i])) || (i > 0 && args[i - 1].equals("--out"));
            all.add(file ? folder.resolve(args[i]).toString() : args[i]);
        }
        if (args[0].equals("restore")) {
            boolean blind = all.contains("blind-deblur");
            List<String> settings = blind
                    ? List.of("turns=1", "fitIterations=5", "judgeSteps=1", "steps=1")
                    : all.contains("cats64")
                            ? List.of("steps=1", "grid=150", "outerIterations=1", "innerIterations=2")
                            : List.of("steps=2");
            settings.forEach(setting -> all.addAll(List.of("--set", setting)));
        }
        CommandLine line = Limpid.commandLine(new LibraryRunner(), 0);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Limpid.execute(line, all.toArray(String[]::new));
    }
}
