package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.Images;
import dev.limpid.io.RunRecord;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --residual}: where and how much a result disagrees with its measurement. */
class ResidualTest {
    private static final int SIDE = 48;

    @TempDir
    private Path folder;

    private TinyRuns runs;

    @BeforeEach
    void hasRuns() throws IOException {
        runs = new TinyRuns(folder);
    }

    private RunRecord restore(String out, String... more) throws IOException {
        Path picture = runs.picture("photo.png", SIDE, 3);
        Object[] command = {
            "restore", picture, "--task", "denoise", "--noise=0.05", "--solver=total-variation", "--out", out
        };
        Object[] all =
                Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray();
        runs.run(0, all);
        return RunRecord.read(runs.at(out).resolve("photo/run.json"));
    }

    @Test
    void isAPictureANumberAndALine() throws IOException {
        RunRecord record = restore(runs.at("out").toString(), "--residual");

        double residual = Objects.requireNonNull(
                Objects.requireNonNull(record.metrics().get("restored")).get("residual"));
        assertThat(record.results()).containsKey("residual.png");
        assertThat(runs.out()).contains("data residual " + String.format(Locale.ROOT, "%.4f", residual));
        try (var scope = Scope.open()) {
            Tensor restored = Images.read(runs.at("out/photo/restored.png")).pixels();
            Tensor measured = Images.read(runs.at("photo.png")).pixels();
            double ofFiles = Math.sqrt(restored.sub(measured).square().mean().item());
            assertThat(residual).isCloseTo(ofFiles, within(0.005)); // the file has 8 bits
        }
    }

    @Test
    void isNothingUnlessAskedFor() throws IOException {
        RunRecord record = restore(runs.at("out").toString());

        assertThat(record.results()).doesNotContainKey("residual.png");
        assertThat(record.metrics()).isEmpty();
        assertThat(runs.out()).doesNotContain("residual");
    }
}
