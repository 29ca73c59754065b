package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.Safetensors;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.prior.TinyUNet;
import dev.limpid.solver.Preset;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotTest {
    private static final SolverChoice PGD = choice("dmilo-pgd", Map.of("layers", "0"));
    private static final SolverChoice DMILO = choice("dmilo", Map.of("layers", "2"));
    private static final SolverChoice DPS =
            SolverChoice.of("dps", Preset.BRIEF, "inpainting", Map.of("steps", "3", "grid", "respaced"));
    private static final SolverChoice DMPLUG = SolverChoice.of(
            "dmplug",
            Preset.BRIEF,
            "inpainting",
            Map.of(
                    "steps",
                    "2",
                    "grid",
                    "dmplug",
                    "iterations",
                    "3",
                    "window",
                    "2",
                    "patience",
                    "5",
                    "start",
                    "noise"));
    private static final SolverChoice LBFGS = choice("dmplug-lbfgs", Map.of("steps", "2"));
    private static final SolverChoice DDRM = SolverChoice.of("ddrm", Preset.BRIEF, "inpainting", Map.of("steps", "3"));
    private static final SolverChoice DAPS =
            SolverChoice.of("daps", Preset.BRIEF, "inpainting", Map.of("steps", "3", "chainSteps", "2"));
    private static final SolverChoice SITCOM = SolverChoice.of(
            "sitcom",
            Preset.BRIEF,
            "inpainting",
            Map.of("steps", "3", "grid", "dmplug", "innerIterations", "2", "start", "noise"));
    private static final SolverChoice DCPS =
            SolverChoice.of("dcps", Preset.BRIEF, "inpainting", Map.of("steps", "2", "blocks", "2"));
    private static final SolverChoice RED_DIFF =
            SolverChoice.of("red-diff", Preset.BRIEF, "inpainting", Map.of("steps", "3"));

    @TempDir
    private Path folder;

    private static SolverChoice choice(String method, Map<String, String> layers) {
        var changes = new LinkedHashMap<>(Map.of(
                "steps", "3", "grid", "dmilo", "outerIterations", "3", "innerIterations", "2", "start", "noise"));
        changes.putAll(layers);
        return SolverChoice.of(method, Preset.BRIEF, "inpainting", changes);
    }

    @ParameterizedTest
    @EnumSource(Selection.class)
    void aRestorationTakenUpFromAFileGivesTheSameBytes(Selection selection) throws IOException {
        for (SolverChoice solver : List.of(PGD, DMILO, DPS, DDRM, DAPS, SITCOM, DCPS, DMPLUG, LBFGS, RED_DIFF)) {
            try (var scope = Scope.open()) {
                Restoration undisturbed = restore(solver, selection, null, true);
                for (int k = 1; k <= 3; k++) {
                    Snapshot.Saved saved = Snapshot.read(folder.resolve("after-" + k));
                    Restoration resumed = restore(solver, selection, saved.snapshot(), false);

                    assertThat(saved.about()).isEqualTo(Map.of("run", "a test"));
                    assertThat(resumed.x().toFloats()).isEqualTo(undisturbed.x().toFloats());
                    assertThat(resumed.step()).isEqualTo(undisturbed.step());
                    assertThat(resumed.evaluations()).isEqualTo(undisturbed.evaluations());
                    assertThat(resumed.backward()).isEqualTo(undisturbed.backward());
                    assertThat(resumed.seconds()).isGreaterThan(saved.snapshot().seconds());
                    assertThat(resumed.complete()).isTrue();
                }
            }
        }
    }

    @Test
    void isSmall() throws IOException {
        try (var scope = Scope.open()) {
            restore(PGD, Selection.LAST, null, true);
            long image = 3 * 8 * 8 * 4;

            assertThat(Files.size(folder.resolve("after-1"))).isLessThan(2 * 8 * image + 4000);
        }
    }

    @Test
    void refusesAnotherMethodsState() throws IOException {
        try (var scope = Scope.open()) {
            restore(DPS, Selection.LAST, null, true);
            Snapshot other = Snapshot.read(folder.resolve("after-1")).snapshot();

            assertThatThrownBy(() -> restore(PGD, Selection.LAST, other, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the state has 0 latents, but 3 layers are fitted");
        }
    }

    @Test
    void refusesAnythingElse() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "no snapshot at all");
        Path other = folder.resolve("other");
        Path partial = folder.resolve("partial");
        Path half = folder.resolve("half");
        try (var scope = Scope.open()) {
            Safetensors.write(other, Map.of("x", Tensor.zeros(1)), Map.of());
            Safetensors.write(partial, Map.of("x", Tensor.zeros(1)), Map.of("format", "limpid snapshot 3"));
            restore(PGD, Selection.LAST, null, true);
            byte[] whole = Files.readAllBytes(folder.resolve("after-1"));
            Files.write(half, Arrays.copyOf(whole, whole.length / 2));

            assertThatIOException()
                    .isThrownBy(() -> Snapshot.read(folder.resolve("none")))
                    .withMessageContaining("none");
            assertThatIOException().isThrownBy(() -> Snapshot.read(text)).withMessageContaining("text");
            assertThatIOException()
                    .isThrownBy(() -> Snapshot.read(other))
                    .withMessage(other + ": is not a snapshot of a restoration");
            assertThatIOException()
                    .isThrownBy(() -> Snapshot.read(partial))
                    .withMessageStartingWith(partial + ": is a damaged snapshot: ");
            assertThatIOException().isThrownBy(() -> Snapshot.read(half)).withMessageContaining("truncated");
        }
    }

    /** The header's bits as well as those of the latents. */
    @Test
    void noFlippedBitIsGoneOnFrom() throws IOException {
        try (var scope = Scope.open()) {
            restore(DPS, Selection.LAST, null, true);
        }
        byte[] whole = Files.readAllBytes(folder.resolve("after-2"));
        Path damaged = folder.resolve("damaged");
        for (int at = 0; at < whole.length; at += at < 2000 ? 3 : 41) {
            byte[] bytes = whole.clone();
            bytes[at] ^= (byte) (1 << at % 8);
            Files.write(damaged, bytes);
            try (var scope = Scope.open()) {
                assertThatIOException()
                        .as("byte %s", at)
                        .isThrownBy(() -> Snapshot.read(damaged))
                        .withMessageStartingWith(damaged + ": ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "seconds, NaN, 'a snapshot''s time is 0 seconds or more, got NaN'",
        "seconds, Infinity, 'a snapshot''s time is 0 seconds or more, got Infinity'",
        "seconds, -1, 'a snapshot''s time is 0 seconds or more, got -1.0'",
        "step, -1, 'step must not be negative, got -1'",
        "step, 4294967297, 'For input string: \"4294967297\"'",
        "step, 1, 'a snapshot after 1 steps selects one of them, got step 1'",
        "evaluations, -1, 'a snapshot counts evaluations from 0 on, of which some are back-propagated; got -1 and 2'",
        "backward, 9, 'a snapshot counts evaluations from 0 on, of which some are back-propagated; got 2 and 9'"
    })
    void refusesImpossibleNumbersWhateverTheirHash(String key, String value, String reason) throws IOException {
        Path file = folder.resolve("after-2");
        try (var scope = Scope.open()) {
            restore(DPS, Selection.LAST, null, true);
            rewrite(file, Map.of(key, value));

            assertThatIOException()
                    .isThrownBy(() -> Snapshot.read(file))
                    .withMessageStartingWith(file + ": is a damaged snapshot: " + reason);
        }
    }

    @Test
    void refusesAStepBehindTheLast() throws IOException {
        for (SolverChoice solver : List.of(PGD, DMILO, DMPLUG, LBFGS, DPS, DDRM, RED_DIFF)) {
            try (var scope = Scope.open()) {
                restore(solver, Selection.LAST, null, true);
                rewrite(folder.resolve("after-3"), Map.of("step", "4"));
                Snapshot beyond = Snapshot.read(folder.resolve("after-3")).snapshot();

                assertThatThrownBy(() -> restore(solver, Selection.LAST, beyond, false))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("the state has 4 steps done, but the solve has only 3");
            }
        }
    }

    @Test
    void namesTheFormatOfAnotherVersion() throws IOException {
        Path file = folder.resolve("after-2");
        try (var scope = Scope.open()) {
            restore(DPS, Selection.LAST, null, true);
            rewrite(file, Map.of("format", "limpid snapshot 2"));

            assertThatIOException()
                    .isThrownBy(() -> Snapshot.read(file))
                    .withMessage(file + ": is a snapshot of another version of Limpid");
        }
    }

    /** Other text in a snapshot, with the hash that belongs to it. */
    private static void rewrite(Path file, Map<String, String> changes) throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        Map<String, String> metadata;
        try (Checkpoint checkpoint = Safetensors.open(file)) {
            metadata = new LinkedHashMap<>(checkpoint.metadata());
            for (String name : checkpoint.entries().keySet()) {
                tensors.put(name, checkpoint.tensor(name));
            }
        }
        metadata.putAll(changes);
        metadata.put("sha256", Snapshot.hash(tensors, metadata));
        Safetensors.write(file, tensors, metadata);
    }

    private Restoration restore(SolverChoice solver, Selection selection, @Nullable Snapshot from, boolean saves) {
        Tensor truth = selection == Selection.ORACLE ? truth() : null;
        return new Restorer(TinyUNet.prior(1))
                .restore(
                        Problem.of(measurement(), 8, 8),
                        solver,
                        new Restorer.Options(1, selection, truth, from),
                        new Watch() {
                            @Override
                            public void snapshot(Snapshot snapshot) {
                                if (saves) {
                                    write(snapshot);
                                }
                            }
                        });
    }

    private void write(Snapshot snapshot) {
        try {
            snapshot.write(folder.resolve("after-" + snapshot.state().step()), Map.of("run", "a test"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tensor truth() {
        return Rng.of(1).purpose("truth").normal(2, 3, 8, 8).mul(0.2).clamp(-1, 1);
    }

    private static Measurement measurement() {
        var a = new Inpainting(Masks.random(Rng.of(1), 0.5, 8, 8));
        return Measurement.simulate(truth(), a, Noise.gaussian(0.01), Rng.of(1));
    }
}
