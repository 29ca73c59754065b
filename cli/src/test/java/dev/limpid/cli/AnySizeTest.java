package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Encoding;
import dev.limpid.io.Image;
import dev.limpid.io.Images;
import dev.limpid.io.Npy;
import dev.limpid.io.RunRecord;
import dev.limpid.io.SampleType;
import dev.limpid.io.ValueRange;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A local prior restores every picture in its own size. */
class AnySizeTest {
    private static final List<String> QUICK = List.of(
            "--set", "steps=2", "--set", "grid=300-120", "--set", "outerIterations=1", "--set", "innerIterations=2");

    @TempDir
    private Path folder;

    private TinyRuns runs;
    private Path prior;

    @BeforeEach
    void writeAPrior() throws IOException {
        runs = new TinyRuns(folder);
        prior = TinyLocalPrior.write(folder.resolve("local.safetensors"));
    }

    @ParameterizedTest
    @CsvSource({"3, 37, 23", "1, 5, 64", "3, 1, 33", "1, 40, 1", "3, 4, 4", "1, 1, 1"})
    void picturesOfEverySizeKeepIt(int channels, int height, int width) throws IOException {
        Path picture = picture("photo.png", channels, height, width);

        restore(picture, "--task", "denoise", "--noise", "0.1");

        try (var scope = Scope.open()) {
            Image restored = Images.read(runs.at("o/photo/restored.png"));
            assertThat(restored.pixels().shape()).containsExactly(1, channels, height, width);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "inpainting, --mask=half:left, 37, 23",
        "super-resolution, --scale=3, 111, 69",
        "gaussian-deblur, --psf=psf.npy, 37, 23",
        "gaussian-deblur, --psf=psf.npy --boundary=valid, 38, 25"
    })
    void everyMeasuredPictureIsOfAnySize(String task, String options, int height, int width) throws IOException {
        Npy.write(new double[] {1, 2, 1, 2, 4, 2}, new int[] {2, 3}, runs.at("psf.npy"));
        var args = new ArrayList<Object>(List.of(picture("photo.png", 3, 37, 23), "--task", task));
        args.addAll(List.of(
                options.replace("psf.npy", runs.at("psf.npy").toString()).split(" ")));

        restore(args.toArray());

        try (var scope = Scope.open()) {
            assertThat(Images.read(runs.at("o/photo/restored.png")).pixels().shape())
                    .containsExactly(1, 3, height, width);
        }
    }

    @Test
    void depthAndAlphaStay() throws IOException {
        var encoding = Encoding.plain("TIFF", new SampleType(SampleType.Kind.UNSIGNED, 16), new ValueRange(0, 65535));
        try (var scope = Scope.open()) {
            Tensor alpha = Rng.of(2).normal(1, 1, 19, 30).mul(0.2).add(0.5).clamp(0, 1);
            Images.write(noise(3, 19, 30), alpha, encoding, runs.at("deep.tiff"));

            restore(runs.at("deep.tiff"), "--task", "denoise", "--noise", "auto");

            Image restored = Images.read(runs.at("o/deep/restored.tiff"));
            assertThat(restored.encoding().type()).isEqualTo(encoding.type());
            assertThat(Objects.requireNonNull(restored.alpha())
                            .sub(alpha)
                            .abs()
                            .max()
                            .item())
                    .isLessThan(1e-4);
        }
    }

    @Test
    void imagesOfSeveralSizesAreRestoredInOneRun() throws IOException {
        picture("a.png", 3, 9, 14);
        picture("b.png", 1, 21, 8);
        Path manifest = runs.at("list.csv");
        Files.writeString(manifest, "file,task,mask\na.png,denoise,\nb.png,inpainting,centre:4\n");

        restore("--manifest", manifest);

        assertThat(runs.err()).contains("2 images");
        try (var scope = Scope.open()) {
            assertThat(Images.read(runs.at("o/a/restored.png")).pixels().shape())
                    .containsExactly(1, 3, 9, 14);
            assertThat(Images.read(runs.at("o/b/restored.png")).pixels().shape())
                    .containsExactly(1, 1, 21, 8);
        }
    }

    @Test
    void everyPageOfATiffIsRestoredInItsOwnSize() throws IOException {
        int[][] sizes = {{21, 13}, {8, 30}, {40, 40}};
        stack(runs.at("stack.tiff"), sizes);

        restore(runs.at("stack.tiff"), "--task", "denoise", "--noise", "0.1");

        try (var scope = Scope.open()) {
            for (int k = 0; k < sizes.length; k++) {
                Image page = Images.read(runs.at("o/stack/page-00" + (k + 1) + "/restored.tiff"));
                assertThat(page.pixels().shape()).containsExactly(1, 1, sizes[k][1], sizes[k][0]);
            }
        }
    }

    /** Pages of so many columns and rows, gray. */
    private static void stack(Path file, int[][] sizes) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (var stream = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(null);
            for (int[] size : sizes) {
                var page = new BufferedImage(size[0], size[1], BufferedImage.TYPE_BYTE_GRAY);
                page.getRaster().setSample(size[0] / 2, size[1] / 2, 0, 200);
                writer.writeToSequence(new IIOImage(page, null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
    }

    @Test
    void aMeasurementInFilesIsRestoredAsTheSimulationIsAndRunAgain() throws IOException {
        Path picture = picture("photo.png", 3, 21, 34);
        runs.run(0, "degrade", picture, "--task", "motion-deblur", "--out", runs.at("m"));
        restore(picture, "--task", "motion-deblur", "--simulate");
        runs.run(0, all(List.of(runs.at("m/photo"), "--out", runs.at("files"))));
        runs.run(0, "rerun", runs.at("o/photo/run.json"), "--out", runs.at("again"));

        runs.requireSame("o/photo/restored.png", "files/photo/restored.png");
    }

    /** The tiles are recorded, so that a machine with another memory gives the same bytes. */
    @Test
    void tilesGiveTheWholePicturesResultAndAreRunAgain() throws IOException {
        Path picture = picture("photo.png", 3, 61, 90);
        restore(picture, "--task", "denoise", "--noise", "0.1", "--tile", "whole");
        runs.run(
                0, all(List.of(picture, "--task", "denoise", "--noise", "0.1", "--tile", "48", "--out", runs.at("p"))));
        runs.run(0, "rerun", runs.at("p/photo/run.json"), "--out", runs.at("again"));

        runs.requireSame("p/photo/restored.png", "again/restored.png");
        assertThat(RunRecord.read(runs.at("p/photo/run.json")).request()).containsEntry("tile", "48");
        try (var scope = Scope.open()) {
            Tensor whole = Images.read(runs.at("o/photo/restored.png")).pixels();
            Tensor tiled = Images.read(runs.at("p/photo/restored.png")).pixels();
            assertThat(whole.sub(tiled).abs().mean().item()).isLessThan(0.01);
        }
    }

    @Test
    void aPictureThatTakesMoreThanTheMemoryIsRefused() throws IOException {
        Path picture = picture("photo.png", 3, 61, 90);

        runs.run(1, all(List.of(picture, "--task", "denoise", "--memory", "10M", "--out", runs.at("o"))));

        assertThat(runs.err())
                .contains("photo.png: 90x61 pixels take about ", "and 0.0 GB may be used: --memory allows");
        runs.run(1, all(List.of(picture, "--task", "denoise", "--tile", "20", "--out", runs.at("o"))));
        assertThat(runs.err()).contains("photo.png: tiles must have at least 36 pixels on a side");
    }

    /** A prior of 16 x 16 pixels looks through windows. */
    @Test
    void aPriorOfOneSizeTakesLargerPicturesThroughWindows() throws IOException {
        runs.restore(0, picture("large.png", 3, 21, 30), "--task", "denoise", "--out", runs.at("o"));
        runs.run(0, "degrade", runs.at("large.png"), "--task", "motion-deblur", "--out", runs.at("m"));
        runs.restore(0, runs.at("m/large"), "--out", runs.at("n"));

        try (var scope = Scope.open()) {
            assertThat(Images.read(runs.at("o/large/restored.png")).pixels().shape())
                    .containsExactly(1, 3, 21, 30);
            assertThat(Images.read(runs.at("n/large/restored.png")).pixels().shape())
                    .containsExactly(1, 3, 21, 30);
        }
        runs.restore(1, picture("small.png", 3, 15, 30), "--task", "denoise", "--out", runs.at("p"));
        assertThat(runs.err()).contains("small.png: has 30x15 pixels, but prior ", " takes 16x16; add --resize");
    }

    @Test
    void cropAndResizeReferToTheSizeThatItNames() throws IOException {
        Path picture = picture("photo.png", 3, 30, 20);

        runs.run(
                0,
                "restore",
                picture,
                "--prior",
                prior,
                "--task",
                "denoise",
                "--resize",
                "--solver",
                "as-measured",
                "--out",
                runs.at("o"));

        try (var scope = Scope.open()) {
            assertThat(Images.read(runs.at("o/photo/restored.png")).width()).isEqualTo(256);
        }
    }

    private void restore(Object... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--out", runs.at("o")));
        runs.run(0, all(all));
    }

    private Object[] all(List<?> args) {
        var all = new ArrayList<Object>(List.of("restore", "--prior", prior, "--solver", "dmilo-pgd"));
        all.addAll(args);
        all.addAll(QUICK);
        return all.toArray();
    }

    private Path picture(String name, int channels, int height, int width) throws IOException {
        try (var scope = Scope.open()) {
            Images.write(noise(channels, height, width), runs.at(name));
        }
        return runs.at(name);
    }

    private static Tensor noise(int channels, int height, int width) {
        return Rng.of(1).purpose("picture").normal(1, channels, height, width).mul(0.3);
    }
}
