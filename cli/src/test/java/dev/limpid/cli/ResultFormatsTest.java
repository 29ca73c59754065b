package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Encoding;
import dev.limpid.io.Image;
import dev.limpid.io.Images;
import dev.limpid.io.ResultFormat;
import dev.limpid.io.RunRecord;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results come in the format of their input where it is lossless, or in the one that was asked for, and run again as they were. */
class ResultFormatsTest {
    @TempDir
    private Path folder;

    private TinyRuns runs;

    @BeforeEach
    void writeAPrior() throws IOException {
        runs = new TinyRuns(folder);
    }

    @ParameterizedTest
    @CsvSource({"webp, webp", "png, png", "tiff, tiff", "jpeg, png"})
    void theInputsFormatIsKeptWhereItIsLossless(String input, String result) throws IOException {
        restore(picture(ResultFormat.named(input), false), "out");

        assertThat(runs.at("out/a/restored." + result)).exists();
        assertThat(runs.at("out/a/restored.png")).exists();
        assertThat(runs.at("out/a/restored.jpeg")).doesNotExist();
        requireTheSameAgain("out/a", result);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff", "jpeg", "webp", "npy"})
    void anotherFormatIsWrittenAndRunAgain(String format) throws IOException {
        restore(picture(ResultFormat.TIFF, false), "out", "--format", format);

        assertThat(RunRecord.read(runs.at("out/a/run.json")).request()).containsEntry("format", format);
        try (var scope = Scope.open()) {
            assertThat(Images.read(runs.at("out/a/restored." + format)).width()).isEqualTo(TinyPrior.SIDE);
        }
        assertThat(runs.err().contains("written as JPEG of 8 bits, quality 95")).isEqualTo(format.equals("jpeg"));
        requireTheSameAgain("out/a", format);
    }

    /** A run before there were formats made a PNG of a WebP. */
    @Test
    void aRecordWithoutAFormatGivesWhatItGave() throws IOException {
        restore(picture(ResultFormat.WEBP, false), "out");
        Path json = runs.at("out/a/run.json");
        Files.writeString(json, Files.readString(json).replace("\"format\" : \"input\",", ""));

        runs.execute("rerun", json, "--out", runs.at("again"));

        assertThat(runs.at("again/restored.webp")).doesNotExist();
        assertThat(runs.at("again/restored.png")).exists();
        assertThat(RunRecord.read(runs.at("again/run.json")).request()).doesNotContainKey("format");
    }

    @Test
    void alphaIsRefusedBeforeAnythingIsComputed() throws IOException {
        Path input = picture(ResultFormat.PNG, true);

        runs.restore(1, input, "--task", "denoise", "--noise", "0.1", "--out", runs.at("out"), "--format", "jpeg");
        runs.restore(2, input, "--task", "denoise", "--noise", "0.1", "--out", runs.at("out"), "--format", "gif");

        assertThat(runs.err())
                .contains("a.png: has alpha, which JPEG does not hold; --format png, tiff or webp keep it")
                .contains("unknown format 'gif': png, tiff, jpeg, webp, npy");
        assertThat(runs.at("out/a/run.json")).doesNotExist();
    }

    private void restore(Path input, String out, String... more) {
        Object[] options = {input, "--task", "denoise", "--noise", "0.1", "--out", runs.at(out)};
        Object[] all = Stream.concat(Arrays.stream(options), Arrays.stream((Object[]) more))
                .toArray();
        runs.restore(0, all);
    }

    private void requireTheSameAgain(String result, String ending) throws IOException {
        runs.run(0, "rerun", runs.at(result + "/run.json"), "--out", runs.at("again"));
        runs.requireSame(result + "/restored." + ending, "again/restored." + ending);
    }

    private Path picture(ResultFormat format, boolean alpha) throws IOException {
        Path file = runs.at("a." + format.ending());
        try (var scope = Scope.open()) {
            Tensor pixels =
                    Rng.of(1).normal(1, 3, TinyPrior.SIDE, TinyPrior.SIDE).mul(0.3);
            @Nullable Tensor opacity = alpha ? Tensor.zeros(1, 1, TinyPrior.SIDE, TinyPrior.SIDE) : null;
            Images.write(pixels, opacity, Encoding.PNG_8.as(format), file);
            Image written = Images.read(file);
            assertThat(written.alpha() != null).isEqualTo(alpha);
        }
        return file;
    }
}
