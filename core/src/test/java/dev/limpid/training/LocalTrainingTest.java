package dev.limpid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.checkpoint.PriorWeights;
import dev.limpid.checkpoint.Safetensors;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training of a tiny local network with its files. */
class LocalTrainingTest {
    private static final TrainingObserver GO_ON = step -> true;

    @TempDir
    private Path folder;

    private ImageFolder pictures;

    @BeforeEach
    void index() throws IOException {
        Path data = PictureFolders.of(folder.resolve("data"), 12, 1, 40, 34);
        pictures = ImageFolder.index(data, Set.of(), 24, RangeChoice.NATURAL, ReadLimits.DEFAULT, (done, of) -> {});
    }

    private static TrainingPlan plan(long steps) {
        LocalObjective objective = LocalObjectiveTest.tiny(16, 24);
        return new TrainingPlan(
                LocalObjectiveTest.config(objective, steps, 2, 1e-3, false), 0.3, Device.CPU, 1 << 20, null, 5);
    }

    private TrainingFiles files(String name) {
        return new TrainingFiles(folder.resolve(name + ".safetensors"));
    }

    private TrainingRun run(TrainingPlan plan, TrainingFiles files, TrainingObserver observer) {
        return new TrainingRun(plan, files, pictures, Duration.ofDays(1), observer);
    }

    @Test
    void aRunThatWasStoppedEndsAsTheUndisturbedOne() throws IOException {
        TrainingFiles straight = files("straight");
        TrainingFiles stopped = files("stopped");
        run(plan(10), straight, GO_ON).begin(null);

        run(plan(10), stopped, step -> step.step() < 3).begin(null);
        run(plan(10), stopped, step -> step.step() < 8).resume();
        run(plan(10), stopped, GO_ON).resume();

        assertThat(stopped.prior()).hasSameBinaryContentAs(straight.prior());
        assertThat(stopped.state()).hasSameBinaryContentAs(straight.state());
        assertThat(stopped.steps()).hasSameTextualContentAs(straight.steps());
        assertThat(stopped.checks()).hasSameTextualContentAs(straight.checks());
        assertThat(stopped.samples(10)).hasSameBinaryContentAs(straight.samples(10));
    }

    @Test
    void thePriorTakesAnySizeAndSaysHowItWasTrained() throws IOException {
        TrainingFiles files = files("prior");
        var losses = new ArrayList<Double>();
        TrainingObserver observer = new TrainingObserver() {
            @Override
            public boolean onStep(Trainer.Step step) {
                return true;
            }

            @Override
            public void onCheck(long step, List<Double> now) {
                losses.addAll(now);
            }
        };

        run(plan(10), files, observer).begin(null);

        assertThat(losses).hasSize(10).allMatch(loss -> loss > 0 && loss < 100);
        try (var scope = Scope.open();
                var checkpoint = Safetensors.open(files.prior())) {
            DiffusionPrior prior = PriorLoader.load(files.prior().toString());
            assertThat(prior.halo()).isPresent();
            assertThat(prior.largestSigma()).isEqualTo(4);
            assertThat(prior.denoise(Rng.of(0).normal(1, 1, 9, 21), 0.1).shape())
                    .containsExactly(1, 1, 9, 21);
            assertThat(checkpoint.metadata())
                    .containsEntry("architecture", "unetres")
                    .containsEntry("widths", "4,8")
                    .containsEntry("blocks", "1")
                    .containsEntry("unshuffle", "2")
                    .containsEntry("residual", "true")
                    .containsEntry("range", "0:1")
                    .containsEntry("noise_map", "true")
                    .containsEntry("sigma_largest", "2.0")
                    .containsEntry("training_range", "natural")
                    .containsEntry("training_patch", "16,24")
                    .containsEntry("training_steps_done", "10")
                    .containsEntry("training_data", pictures.hash())
                    .containsKeys("training_loss", "validation_loss_s15", "validation_loss_s255");
        }
    }

    @Test
    void goesOnFromTheWeightsOfAnotherPrior() throws IOException {
        TrainingFiles first = files("first");
        TrainingFiles second = files("second");
        run(plan(10), first, GO_ON).begin(null);

        try (var scope = Scope.open();
                var checkpoint = Safetensors.open(first.prior())) {
            PriorWeights weights = PriorLoader.weights(first.prior().toString(), null, note -> {});
            run(plan(10), second, step -> false).begin(weights.weights());

            // One step at the smallest rate moves no weight by more than that.
            try (var refined = Safetensors.open(second.prior())) {
                for (String name : checkpoint.entries().keySet()) {
                    assertThat(refined.tensor(name)
                                    .sub(checkpoint.tensor(name))
                                    .abs()
                                    .max()
                                    .item())
                            .as(name)
                            .isLessThan(2e-3);
                }
            }
        }
    }

    @Test
    void isNotResumedWithAnotherKindOfNetworkOrLength() throws IOException {
        TrainingFiles files = files("prior");
        run(plan(10), files, step -> step.step() < 5).begin(null);
        var noise = new NoiseObjective(
                Preset.TINY.architecture(16, 1),
                new MinSnr(5),
                LocalObjectiveTest.tiny(16, 16).augmentation());
        TrainingPlan other = new TrainingPlan(noise.standard(), 0.3, Device.CPU, 1 << 20, null, 5);

        assertThatThrownBy(() -> run(other, files, GO_ON).resume())
                .hasMessage("a training is resumed with the network that it began with: it was local and is unet");
        assertThatThrownBy(() -> run(plan(20), files, GO_ON).resume()).hasMessageContaining("steps was 10 and is 20");
    }
}
