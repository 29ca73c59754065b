package dev.limpid.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.limpid.checkpoint.Safetensors;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.TinyUNet;
import dev.limpid.solver.DmiloConfig;
import dev.limpid.solver.DmiloPgdConfig;
import dev.limpid.solver.IterateObserver.Decision;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotTest {
    private static final SolverConfig PGD =
            new DmiloPgdConfig(3, "dmilo", 3, 2, 0.02, 1e-3, 0.1, 1e-4, 0, 1, 0, false, false);
    private static final SolverConfig DMILO = new DmiloConfig(3, "dmilo", 3, 2, 0.02, 1e-3, 0.1, 1e-4, 2);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Selection.class)
    void aRestorationTakenUpFromAFileGivesTheSameBytes(Selection selection) throws IOException {
        for (SolverConfig config : List.of(PGD, DMILO)) {
            try (var scope = Scope.open()) {
                Snapshot begin = Restoration.begin(prior(), config, latent());
                Restoration undisturbed = resume(
                        config,
                        selection,
                        begin,
                        s -> write(s, "after-" + s.state().outer()));

                for (int k = 1; k <= 3; k++) {
                    Snapshot.Saved saved = Snapshot.read(folder.resolve("after-" + k));
                    Restoration resumed = resume(config, selection, saved.snapshot(), s -> {});

                    assertThat(saved.about()).isEqualTo(Map.of("run", "a test"));
                    assertThat(resumed.x().toFloats()).isEqualTo(undisturbed.x().toFloats());
                    assertThat(resumed.outer()).isEqualTo(undisturbed.outer());
                    assertThat(resumed.forward()).isEqualTo(undisturbed.forward());
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
            write(Restoration.begin(prior(), PGD, latent()), "file");

            long image = 3 * 8 * 8 * 4;
            assertThat(Files.size(folder.resolve("file"))).isLessThan(2 * 8 * image + 4000);
        }
    }

    @Test
    void refusesWhatIsNoSnapshot() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "no snapshot at all");
        Path other = folder.resolve("other");
        Path partial = folder.resolve("partial");
        Path half = folder.resolve("half");
        try (var scope = Scope.open()) {
            Safetensors.write(other, Map.of("x", Tensor.zeros(1)), Map.of());
            Safetensors.write(partial, Map.of("x", Tensor.zeros(1)), Map.of("format", "limpid snapshot 1"));
            write(Restoration.begin(prior(), PGD, latent()), "whole");
            byte[] whole = Files.readAllBytes(folder.resolve("whole"));
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

    private void write(Snapshot snapshot, String name) {
        try {
            snapshot.to(Device.CPU).write(folder.resolve(name), Map.of("run", "a test"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Restoration resume(
            SolverConfig config, Selection selection, Snapshot from, Consumer<Snapshot> snapshots) {
        Tensor truth = selection == Selection.ORACLE ? truth() : null;
        return Restoration.resume(
                measurement(), prior(), config, selection, from, truth, i -> Decision.CONTINUE, snapshots);
    }

    private static DiffusionPrior prior() {
        return TinyUNet.prior(1);
    }

    private static Tensor truth() {
        return Rng.of(1).purpose("truth").normal(2, 3, 8, 8).mul(0.2).clamp(-1, 1);
    }

    private static Measurement measurement() {
        var a = new Inpainting(Masks.random(Rng.of(1), 0.5, 8, 8));
        return Measurement.simulate(truth(), a, Noise.gaussian(0.01), Rng.of(1));
    }

    private static Tensor latent() {
        return Restoration.latent(Rng.of(1), 0, 2, 3, 8, 8);
    }
}
