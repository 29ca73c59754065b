package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Encoding;
import dev.limpid.io.Image;
import dev.limpid.io.Images;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.Npy;
import dev.limpid.io.RunRecord;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The user says how a blurred scene continues beyond the border. */
class BoundaryTest {
    @TempDir
    private Path folder;

    private TinyRuns runs;
    private Path image;
    private Path psf;

    @BeforeEach
    void writeFiles() throws IOException {
        runs = new TinyRuns(folder);
        image = runs.picture("image.png", TinyPrior.SIDE, 3);
        psf = runs.at("psf.npy");
        Npy.write(new float[] {0, 0, .1f, .1f, 0, 0, .2f, .3f, .1f, .1f, 0, .1f}, new int[] {3, 4}, psf);
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void aMeasurementOfEveryBoundaryIsRestoredAsTheSimulationIsAndAgain(Boundary boundary) throws IOException {
        String[] blur = {"--task", "motion-deblur", "--psf", psf.toString(), "--boundary", boundary.label()};
        runs.run(0, "degrade", image, blur[0], blur[1], blur[2], blur[3], blur[4], blur[5], "--out", runs.at("m"));
        runs.restore(
                0, image, blur[0], blur[1], blur[2], blur[3], blur[4], blur[5], "--simulate", "--out", runs.at("s"));
        runs.restore(0, runs.at("m/image"), "--out", runs.at("o"));
        runs.run(0, "rerun", runs.at("s/image/run.json"));
        runs.run(0, "rerun", runs.at("o/image/run.json"));

        runs.requireSame("s/image/restored.png", "o/image/restored.png");
        runs.requireSame("s/image/measurement.png", "m/image/measurement.png");
        boolean valid = boundary == Boundary.VALID;
        assertThat(Npy.read(runs.at("m/image/y.npy")).shape()).containsExactly(3, valid ? 14 : 16, valid ? 13 : 16);
        assertThat(MeasurementRecord.read(runs.at("m/image/measurement.json")).operator())
                .containsEntry("boundary", boundary.name());
        RunRecord record = RunRecord.read(runs.at("s/image/run.json"));
        assertThat(record.operator()).containsEntry("boundary", boundary.name());
        assertThat(record.request()).containsEntry("boundary", boundary.label());
    }

    /** A photograph {@code photo.png} of which some is transparent; its opacity, in the scope that is open. */
    private Tensor photo(int height, int width) throws IOException {
        Tensor alpha = Rng.of(2).normal(1, 1, height, width).mul(0.2).add(0.5).clamp(0, 1);
        Images.write(Rng.of(1).normal(1, 3, height, width).mul(0.3), alpha, Encoding.PNG_8, runs.at("photo.png"));
        return alpha;
    }

    private void deblurThroughAWindow(Object... more) {
        var args = new ArrayList<Object>(List.of(runs.at("photo.png"), "--task", "gaussian-deblur", "--psf", psf));
        args.addAll(List.of("--boundary", "valid", "--out", runs.at("o")));
        args.addAll(List.of(more));
        runs.restore(0, args.toArray());
    }

    private Image restored() throws IOException {
        return Images.read(runs.at("o/photo/restored.png"));
    }

    /** A clean picture is not seen through a window: only what is measured of it is. */
    @Test
    void aSimulationKeepsOpacityWhereItWas() throws IOException {
        try (var scope = Scope.open()) {
            Tensor alpha = photo(TinyPrior.SIDE, TinyPrior.SIDE);

            deblurThroughAWindow("--simulate");

            Image restored = restored();
            assertThat(Objects.requireNonNull(restored.alpha())
                            .sub(alpha)
                            .abs()
                            .max()
                            .item())
                    .isLessThan(0.01);
        }
    }

    @Test
    void aPhotographIsSeenThroughAWindow() throws IOException {
        try (var scope = Scope.open()) {
            Tensor alpha = photo(20, 30);

            deblurThroughAWindow("--crop", "7,3");

            Image restored = restored();
            assertThat(restored.width()).isEqualTo(16);
            // The window of 13 x 14 pixels lies behind the kernel's half of 2 columns and 1 row.
            var window = Images.crop(Objects.requireNonNull(restored.alpha()), 2, 1, 13, 14);
            assertThat(window.sub(Images.crop(alpha, 7, 3, 13, 14)).abs().max().item())
                    .isLessThan(0.01);
        }
        assertThat(runs.err()).doesNotContain("taken as mirrored");
    }

    @Test
    void aPictureOfTheWrongSizeIsAnsweredWithWhatFits() throws IOException {
        Path small = runs.picture("small.png", 8, 3);
        runs.restore(1, small, "--task", "gaussian-deblur", "--psf", psf, "--boundary", "valid", "--out", runs.at("o"));

        assertThat(runs.err())
                .contains("small.png: has 8x8 pixels, but with --boundary valid and a kernel of 4x3 pixels the 16x16"
                        + " of prior ")
                .contains(" are seen as 13x14; add --resize: limpid restore ");
    }

    @Test
    void aKernelThatSeesNothingIsRefused() throws IOException {
        Path wide = runs.at("wide.npy");
        float[] ones = new float[17 * 17];
        Arrays.fill(ones, 1);
        Npy.write(ones, new int[] {17, 17}, wide);
        runs.restore(
                1,
                image,
                "--task",
                "gaussian-deblur",
                "--psf",
                wide,
                "--boundary",
                "valid",
                "--resize",
                "--out",
                runs.at("o"));

        assertThat(runs.err()).contains("with --boundary valid and a kernel of 17x17 pixels the 16x16 of prior");
    }

    @Test
    void whatIsAssumedIsSaid() throws IOException {
        runs.restore(0, image, "--task", "gaussian-deblur", "--psf", psf, "--out", runs.at("o"));

        assertThat(runs.err())
                .contains("taken as mirrored beyond its border; a photograph's scene goes on there: --boundary valid");
        RunRecord record = RunRecord.read(runs.at("o/image/run.json"));
        assertThat(record.operator()).containsEntry("boundary", "REFLECT");
        assertThat(record.request()).doesNotContainKey("boundary");
        runs.restore(1, image, "--task", "gaussian-deblur", "--psf", psf, "--boundary", "zero", "--out", runs.at("o"));
        assertThat(runs.err()).contains("holds a result with other settings");
    }

    @Test
    void aMeasurementBringsItsOwn() throws IOException {
        runs.run(
                0,
                "degrade",
                image,
                "--task",
                "motion-deblur",
                "--psf",
                psf,
                "--boundary",
                "zero",
                "--out",
                runs.at("m"));
        Path json = runs.at("m/image/measurement.json");
        runs.restore(2, json, "--boundary", "zero", "--out", runs.at("o"));
        assertThat(runs.err())
                .contains("a measurement is used as it is; --mask, --noise, --scale, --psf, --boundary, --tilt,"
                        + " --kernel-std and --simulate do not go with it");

        String text = Files.readString(json);
        Files.writeString(json, text.replace("\"ZERO\"", "\"MIRROR\""));
        runs.restore(1, json, "--out", runs.at("o"));
        assertThat(runs.err())
                .contains("operator.boundary must be one of [REFLECT, ZERO, CIRCULAR, REPLICATE, VALID], got MIRROR");
    }
}
