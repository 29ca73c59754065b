package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.io.Images;
import dev.limpid.io.RunRecord;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A method without a prior asks for none, and restores a picture in its own size. */
class ClassicalRunsTest {
    @TempDir
    private Path folder;

    static Stream<Task> tasksWithAKnownOperator() {
        return Tasks.ALL.stream().filter(task -> !task.blind());
    }

    @ParameterizedTest
    @MethodSource("tasksWithAKnownOperator")
    void aPictureKeepsItsSizeAndNoPriorIsRead(Task task) throws IOException {
        var runs = new TinyRuns(folder);
        Path image = picture("wide.png", 48, 40);

        restore(runs, image, task.name(), task.classical(), "--simulate", "--prior", runs.at("missing.safetensors"));
        runs.run(0, "rerun", runs.at("out/wide/run.json"), "--out", runs.at("again"));

        RunRecord record = RunRecord.read(runs.at("out/wide/run.json"));
        assertThat(record.sha256()).doesNotContainKey("checkpoint");
        assertThat(record.cost().forwardEvaluations()).isZero();
        assertThat(sizeOf(runs.at("out/wide/restored.png"))).containsExactly(1, 3, 40, 48);
        assertThat(runs.out()).contains("the same bytes");
        assertThat(runs.err()).doesNotContain("evaluations", "knows");
    }

    @Test
    void theImageBehindASmallPictureIsAsLargeAsItWasMeasuredFrom() throws IOException {
        var runs = new TinyRuns(folder);
        Path image = picture("small.png", 12, 10);

        restore(runs, image, "super-resolution", "bicubic", "--scale", "4");

        assertThat(sizeOf(runs.at("out/small/restored.png"))).containsExactly(1, 3, 40, 48);
    }

    @Test
    void withResizeItIsRestoredAsMethodsWithAPriorRestoreIt() throws IOException {
        var runs = new TinyRuns(folder);
        Path image = picture("wide.png", 48, 40);

        Object prior = runs.at("prior.safetensors");
        restore(runs, image, "inpainting", "harmonic-fill", "--simulate", "--resize", "--prior", prior);

        assertThat(sizeOf(runs.at("out/wide/restored.png"))).containsExactly(1, 3, TinyPrior.SIDE, TinyPrior.SIDE);
    }

    private static void restore(TinyRuns runs, Path image, String task, String solver, Object... more) {
        var words = new ArrayList<Object>(
                List.of("restore", image, "--task", task, "--solver", solver, "--out", runs.at("out")));
        words.addAll(List.of(more));
        runs.run(0, words.toArray());
    }

    private Path picture(String name, int width, int height) throws IOException {
        Path file = folder.resolve(name);
        try (var scope = Scope.open()) {
            Images.write(Rng.of(1).normal(1, 3, height, width).mul(0.3), file);
        }
        return file;
    }

    private static long[] sizeOf(Path picture) throws IOException {
        try (var scope = Scope.open()) {
            return Images.read(picture).pixels().shape();
        }
    }
}
