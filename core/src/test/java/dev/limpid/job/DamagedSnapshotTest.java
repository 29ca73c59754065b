package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.Safetensors;
import dev.limpid.degradation.Denoise;
import dev.limpid.degradation.Values;
import dev.limpid.io.Images;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Tiling;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever became of a snapshot, a run with {@code --resume} gives the bytes of an undisturbed one. */
class DamagedSnapshotTest {
    private static final SolverChoice QUICK = SolverChoice.of(
            "dmilo-pgd",
            "brief",
            "denoise",
            Map.of("steps", "2", "grid", "300-120", "outerIterations", "3", "innerIterations", "2"));
    private static final int STEPS = 3;

    private static final List<Event> EVENTS = new ArrayList<>();

    /** For all tests: the picture, the undisturbed run {@code whole} and {@code left}, which was stopped. */
    @TempDir
    private static Path folder;

    private static int tests;

    private String stopped;
    private Path snapshot;

    @BeforeAll
    static void stopASolveInTheMiddle() throws IOException {
        try (var scope = Scope.open()) {
            Images.write(Rng.of(1).purpose("picture").normal(1, 3, 64, 64).mul(0.3), folder.resolve("a.png"));
        }
        run("whole", STEPS);
        run("left", 2);
    }

    @BeforeEach
    void takeACopyOfTheStoppedOne() throws IOException {
        EVENTS.clear();
        stopped = "stopped" + ++tests;
        try (Stream<Path> files = Files.walk(folder.resolve("left"))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        folder.resolve(stopped).resolve(folder.resolve("left").relativize(file)));
            }
        }
        snapshot = folder.resolve(stopped).resolve(".a.partial/snapshot.safetensors");
        assertThat(snapshot).exists();
    }

    @Test
    void anUnhurtOneIsGoneOnFrom() throws IOException {
        run(stopped, STEPS);

        assertThat(EVENTS).hasAtLeastOneElementOfType(Event.Resumed.class);
        requireSameResult();
    }

    /** One bit of a latent, in the last bytes of the file. */
    @Test
    void oneWithAFlippedBitIsBegunAnew() throws IOException {
        byte[] bytes = Files.readAllBytes(snapshot);
        bytes[bytes.length - 5000] ^= 1;
        Files.write(snapshot, bytes);

        run(stopped, STEPS);

        requireBegunAnew("its contents are not those of its hash");
        requireSameResult();
    }

    @ParameterizedTest
    @CsvSource({
        "step, 9, its contents are not those of its hash",
        "step, -7, its contents are not those of its hash",
        "seconds, NaN, its contents are not those of its hash",
        "about.asked, nothing, its contents are not those of its hash",
        "format, limpid snapshot 2, is a snapshot of another version of Limpid"
    })
    void oneWithOtherNumbersIsBegunAnew(String key, String value, String reason) throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        try (var scope = Scope.open();
                Checkpoint checkpoint = Safetensors.open(snapshot)) {
            for (String name : checkpoint.entries().keySet()) {
                tensors.put(name, checkpoint.tensor(name));
            }
            var metadata = new LinkedHashMap<>(checkpoint.metadata());
            metadata.put(key, value);
            Safetensors.write(snapshot, tensors, metadata);
        }

        run(stopped, STEPS);

        requireBegunAnew(reason);
        requireSameResult();
    }

    private void requireBegunAnew(String reason) {
        assertThat(EVENTS).noneMatch(Event.Resumed.class::isInstance);
        assertThat(EVENTS)
                .filteredOn(Event.Note.class::isInstance)
                .extracting(event -> ((Event.Note) event).message())
                .anySatisfy(text -> assertThat(text)
                        .startsWith("its snapshot cannot be used, it is begun anew: ")
                        .endsWith(reason));
    }

    private void requireSameResult() throws IOException {
        assertThat(Files.readAllBytes(folder.resolve(stopped).resolve("a/restored.png")))
                .isEqualTo(Files.readAllBytes(folder.resolve("whole/a/restored.png")));
    }

    /** Stops after a share of the evaluations that takes at least {@code steps} − 1 of all outer iterations. */
    private static void run(String out, int steps) throws IOException {
        EVENTS.clear();
        var request = new JobRequest(
                List.of(new Job(folder.resolve("a.png"), Path.of("a"), null, Denoise.TASK, Values.NONE, QUICK)),
                folder.resolve(out),
                null,
                true,
                false,
                null,
                JobRequest.Finished.RESUME,
                0,
                Selection.LAST,
                new Reading(RangeChoice.NATURAL, ReadLimits.DEFAULT),
                new Compute("cats64", 0, Device.CPU),
                0,
                null,
                Tiling.ofFree(Tiling.AUTO),
                ResultForm.FULL);
        new JobRunner(request, EVENTS::add, () -> steps < STEPS && share() > (steps - 0.5) / STEPS).run();
    }

    private static double share() {
        for (int i = EVENTS.size() - 1; i >= 0; i--) {
            if (EVENTS.get(i) instanceof Event.Progress progress && progress.total() > 0) {
                return (double) progress.done() / progress.total();
            }
        }
        return 0;
    }
}
