package dev.limpid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.checkpoint.CheckpointException;
import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.checkpoint.Safetensors;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.optim.AdamW;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingRunTest {
    private static final TrainingObserver GO_ON = step -> true;
    private static final Duration AT_THE_END = Duration.ofDays(1);

    @TempDir
    private Path folder;

    private ImageFolder pictures;

    @BeforeEach
    void index() throws IOException {
        Path data = PictureFolders.of(folder.resolve("data"), 12, 1, 20, 24);
        pictures = ImageFolder.index(data, Set.of(), 16, RangeChoice.NATURAL, ReadLimits.DEFAULT, (done, of) -> {});
    }

    private static TrainingPlan plan(long steps, long seed, double rate) {
        var config = new TrainingConfig(
                new NoiseObjective(
                        Preset.TINY.architecture(16, 1),
                        new MinSnr(5),
                        new Augmentation(Crop.RANDOM, Flips.HORIZONTAL)),
                steps,
                2,
                1,
                new RateSchedule(rate, 2, 0.25, RateSchedule.Fall.LINEAR),
                Optimisation.ADAMW,
                new AdamW.Constants(0.9, 0.99, 1e-8, 0),
                0.99,
                1,
                false,
                seed);
        return new TrainingPlan(config, 0.3, Device.CPU, 1 << 20, null, 4);
    }

    private TrainingFiles files(String name) {
        return new TrainingFiles(folder.resolve(name + ".safetensors"));
    }

    private TrainingRun run(TrainingPlan plan, TrainingFiles files, TrainingObserver observer) {
        return new TrainingRun(plan, files, pictures, AT_THE_END, observer);
    }

    @Test
    void aRunThatWasStoppedEndsAsTheUndisturbedOne() throws IOException {
        TrainingFiles straight = files("straight");
        TrainingFiles stopped = files("stopped");
        run(plan(8, 0, 1e-3), straight, GO_ON).begin(null);

        run(plan(8, 0, 1e-3), stopped, step -> step.step() < 3).begin(null);
        assertThat(StateFile.settings(stopped.state())).containsEntry("step", "3");
        // A kill between the curve and the state leaves rows of steps that the state does not know.
        Files.writeString(stopped.steps(), Files.readString(stopped.steps()) + "4,9,9,9\n5,9");
        run(plan(8, 0, 1e-3), stopped, GO_ON).resume();

        assertThat(stopped.prior()).hasSameBinaryContentAs(straight.prior());
        assertThat(stopped.state()).hasSameBinaryContentAs(straight.state());
        assertThat(stopped.steps()).hasSameTextualContentAs(straight.steps());
        assertThat(stopped.checks()).hasSameTextualContentAs(straight.checks());
        assertThat(stopped.samples(8)).hasSameBinaryContentAs(straight.samples(8));
    }

    /** Asks are five of the losses on held-out pictures and 25 of the samples, at steps 4 and 8. */
    @Test
    void aRunThatWasStoppedInACheckEndsAsTheUndisturbedOne() throws IOException {
        TrainingFiles straight = files("straight");
        run(plan(8, 0, 1e-3), straight, GO_ON).begin(null);
        for (int ask : new int[] {1, 3, 6, 17, 30, 31, 48, 60}) {
            endsAsTheUndisturbedOne(straight, ask);
        }
    }

    private void endsAsTheUndisturbedOne(TrainingFiles straight, int ask) throws IOException {
        TrainingFiles stopped = files("stopped" + ask);
        var asked = new AtomicInteger();
        TrainingObserver observer = new TrainingObserver() {
            @Override
            public boolean onStep(Trainer.Step step) {
                return true;
            }

            @Override
            public boolean stops() {
                return asked.incrementAndGet() >= ask;
            }
        };

        run(plan(8, 0, 1e-3), stopped, observer).begin(null);

        assertThat(asked).hasValue(ask);
        assertThat(StateFile.settings(stopped.state())).containsEntry("step", ask <= 30 ? "4" : "8");
        assertThat(Files.readAllLines(stopped.checks())).hasSize(ask <= 30 ? 1 : 2);

        run(plan(8, 0, 1e-3), stopped, GO_ON).resume();

        for (Function<TrainingFiles, Path> file : List.<Function<TrainingFiles, Path>>of(
                TrainingFiles::prior,
                TrainingFiles::state,
                TrainingFiles::steps,
                TrainingFiles::checks,
                f -> f.samples(4),
                f -> f.samples(8))) {
            assertThat(file.apply(stopped)).as("stopped at ask " + ask).hasSameBinaryContentAs(file.apply(straight));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.3, 0.5, 0.999})
    void refusesAStateWithAWrongBit(double place) throws IOException {
        TrainingFiles files = files("prior");
        run(plan(8, 0, 1e-3), files, step -> step.step() < 2).begin(null);
        byte[] state = Files.readAllBytes(files.state());
        state[(int) (place * state.length)] ^= 1;
        Files.write(files.state(), state);

        assertThatThrownBy(() -> run(plan(8, 0, 1e-3), files, GO_ON).resume())
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        files.state() + ": is damaged: it does not hold what was saved (another SHA-256); put a copy"
                                + " back, or begin another training from the prior beside it, with --from");
        assertThat(files.state()).hasBinaryContent(state);
    }

    @Test
    void refusesAStateWithAnotherStep() throws IOException {
        TrainingFiles files = files("prior");
        run(plan(8, 0, 1e-3), files, step -> step.step() < 2).begin(null);
        String state = Files.readString(files.state(), StandardCharsets.ISO_8859_1);
        Files.writeString(
                files.state(), state.replace("\"step\":\"2\"", "\"step\":\"3\""), StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> run(plan(8, 0, 1e-3), files, GO_ON).resume())
                .hasMessageContaining("is damaged: it does not hold what was saved");
    }

    @Test
    void thePriorCanBeRestoredWithAndSaysHowItWasTrained() throws IOException {
        TrainingFiles files = files("prior");
        var checked = new ArrayList<Long>();
        var saved = new ArrayList<Long>();
        var observer = new TrainingObserver() {
            @Override
            public boolean onStep(Trainer.Step step) {
                return true;
            }

            @Override
            public void onCheck(long step, List<Double> losses) {
                assertThat(losses).hasSize(Validation.TIMES.size()).allMatch(loss -> loss > 0.1 && loss < 10);
                checked.add(step);
            }

            @Override
            public void onSave(long step) {
                saved.add(step);
            }
        };

        new TrainingRun(plan(6, 0, 1e-3), files, pictures, Duration.ZERO, observer).begin(null);

        assertThat(checked).containsExactly(4L, 6L);
        assertThat(saved).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        try (var scope = Scope.open();
                var checkpoint = Safetensors.open(files.prior())) {
            DiffusionPrior prior = PriorLoader.load(files.prior().toString());
            assertThat(prior.imageSize()).isEqualTo(16);
            assertThat(prior.channels()).isEqualTo(1);
            prior.denoiser().epsilon(Rng.of(0).normal(1, 1, 16, 16), 3);
            assertThat(checkpoint.metadata())
                    .containsEntry("training_steps_done", "6")
                    .containsEntry("training_pictures", "12")
                    .containsEntry("training_data", pictures.hash())
                    .containsEntry("prediction", "epsilon")
                    .containsKeys("training_loss", "validation_loss_t10", "validation_loss_t800");
        }
    }

    @Test
    void isNotResumedWithOtherSettingsAndNamesThem() throws IOException {
        TrainingFiles files = files("prior");
        run(plan(8, 0, 1e-3), files, step -> step.step() < 2).begin(null);

        assertThatThrownBy(() -> run(plan(8, 1, 2e-3), files, GO_ON).resume())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a training is resumed with the settings that it began with: rate was 0.001 and is 0.002;"
                        + " seed was 0 and is 1");

        PictureFolders.of(pictures.root().resolve("more"), 1, 1, 30, 30);
        pictures = ImageFolder.index(
                pictures.root(), Set.of(), 16, RangeChoice.NATURAL, ReadLimits.DEFAULT, (done, of) -> {});
        assertThatThrownBy(() -> run(plan(8, 0, 1e-3), files, GO_ON).resume())
                .hasMessageContaining("data was ")
                .hasMessageContaining("pictures was 12 and is 13");
    }

    private void index(RangeChoice range) throws IOException {
        pictures = ImageFolder.index(pictures.root(), Set.of(), 16, range, ReadLimits.DEFAULT, (done, of) -> {});
    }

    @Test
    void remembersWhichValuesWereBlackAndWhite() throws IOException {
        TrainingFiles files = files("prior");
        run(plan(8, 0, 1e-3), files, step -> step.step() < 2).begin(null);

        index(RangeChoice.of(0, 300));

        assertThatThrownBy(() -> run(plan(8, 0, 1e-3), files, GO_ON).resume())
                .hasMessageEndingWith("range was natural and is 0:300");
        TrainingFiles others = files("others");
        run(plan(1, 0, 1e-3), others, GO_ON).begin(null);
        try (var checkpoint = Safetensors.open(others.prior())) {
            assertThat(Preparation.of(checkpoint.metadata()).range()).isEqualTo(RangeChoice.of(0, 300));
        }
    }

    @Test
    void remembersWhoseWeightsItRefines() throws IOException {
        TrainingFiles files = files("prior");
        TrainingPlan plan = plan(8, 0, 1e-3);
        run(plan.from(new TrainingPlan.Origin("cats.safetensors", "abc")), files, step -> step.step() < 2)
                .begin(null);

        try (var checkpoint = Safetensors.open(files.prior())) {
            assertThat(checkpoint.metadata())
                    .containsEntry("training_from", "abc")
                    .containsEntry("training_from_name", "cats.safetensors");
        }
        assertThatThrownBy(() -> run(plan, files, GO_ON).resume()).hasMessageEndingWith("from was abc and is none");
        assertThatThrownBy(() -> run(plan.from(new TrainingPlan.Origin("cats.safetensors", "abd")), files, GO_ON)
                        .resume())
                .hasMessageEndingWith("with the settings that it began with: from was abc and is abd");
        // The same file by another name.
        run(plan.from(new TrainingPlan.Origin("c.safetensors", "abc")), files, GO_ON)
                .resume();
    }

    @Test
    void listsWhatItHoldsOut() throws IOException {
        TrainingFiles files = files("prior");
        run(plan(8, 0, 1e-3), files, step -> step.step() < 2).begin(null);

        assertThat(HeldOut.read(files.folder())).isEqualTo(HeldOut.of(pictures.heldOut(0.3)));
        assertThat(HeldOut.read(files.heldOut()).hashes()).hasSizeBetween(1, 11);
    }

    @Test
    void goesOnWithAStateOfAFormerVersion() throws IOException {
        TrainingFiles files = files("prior");
        run(plan(8, 0, 1e-3), files, step -> step.step() < 2).begin(null);
        Path former = folder.resolve("former.safetensors");
        try (var scope = Scope.open();
                var checkpoint = Safetensors.open(files.state())) {
            var settings = new LinkedHashMap<>(checkpoint.metadata());
            settings.keySet().removeAll(Set.of("range", "from", "fall", "sha256"));
            var vectors = new LinkedHashMap<String, Tensor>();
            for (String name : checkpoint.entries().keySet()) {
                vectors.put(name, checkpoint.tensor(name));
            }
            Safetensors.write(former, vectors, settings);
        }
        Files.move(former, files.state(), StandardCopyOption.REPLACE_EXISTING);

        run(plan(8, 0, 1e-3), files, GO_ON).resume();

        assertThat(StateFile.settings(files.state())).containsEntry("step", "8").containsEntry("range", "natural");
    }

    @Test
    void mayBeMadeLongerUntilTheRateFalls() throws IOException {
        TrainingFiles early = files("early");
        run(plan(8, 0, 1e-3), early, step -> step.step() < 5).begin(null);
        run(plan(10, 0, 1e-3), early, GO_ON).resume();
        TrainingFiles straight = files("straight");
        run(plan(10, 0, 1e-3), straight, GO_ON).begin(null);
        assertThat(early.prior()).hasSameBinaryContentAs(straight.prior());

        TrainingFiles late = files("late");
        run(plan(8, 0, 1e-3), late, step -> step.step() < 8).begin(null);
        assertThatThrownBy(() -> run(plan(10, 0, 1e-3), late, GO_ON).resume())
                .hasMessageContaining("steps was 8 and is 10: at step 8 the learning rate would already have begun");
    }

    /** The vectors of the state are as long as the network; the message says what does not fit before anything is read. */
    @Test
    void refusesAStateThatIsNone() throws IOException {
        TrainingFiles files = files("prior");
        run(plan(8, 0, 1e-3), files, step -> step.step() < 2).begin(null);
        Files.copy(files.prior(), files.state(), StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> StateFile.read(files.state(), 7, Device.CPU))
                .hasMessageContaining(files.state() + ": is no state of this training: 7 numbers named 'weights'");
    }

    @Test
    void aFailedSavingKeepsTheFormerState() throws IOException {
        TrainingFiles files = files("prior");
        var observer = new TrainingObserver() {
            @Override
            public boolean onStep(Trainer.Step step) {
                return true;
            }

            @Override
            public void onSave(long step) throws IOException {
                if (step == 2) {
                    // As with a full disk at the next saving, nothing can be written at the curve's place.
                    Files.delete(files.steps());
                    Files.createDirectory(files.steps());
                }
            }
        };

        assertThatThrownBy(
                        () -> new TrainingRun(plan(6, 0, 1e-3), files, pictures, Duration.ZERO, observer).begin(null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot write " + files.steps());

        assertThat(StateFile.settings(files.state())).containsEntry("step", "2");
        try (var scope = Scope.open()) {
            PriorLoader.load(files.prior().toString());
        }
    }

    @Test
    void savesWhatItLearnedBeforeItFailsForAPictureThatIsGone() throws IOException {
        TrainingFiles files = files("prior");
        var observer = new TrainingObserver() {
            @Override
            public boolean onStep(Trainer.Step step) {
                if (step.step() == 2) {
                    pictures.pictures().forEach(picture -> {
                        try {
                            Files.deleteIfExists(pictures.root().resolve(picture.name()));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
                }
                return true;
            }
        };

        TrainingPlan usual = plan(100, 0, 1e-3);
        var withoutMemory =
                new TrainingPlan(usual.config(), usual.heldOut(), usual.device(), 0, null, usual.checkEvery());

        assertThatThrownBy(() -> run(withoutMemory, files, observer).begin(null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(pictures.root().toString())
                .hasMessageEndingWith(": no such file");

        assertThat(StateFile.settings(files.state()))
                .hasEntrySatisfying(
                        "step", step -> assertThat(Integer.parseInt(step)).isBetween(2, 10));
    }

    @Test
    void twoTrainingsDoNotShareTheirFiles() throws IOException {
        TrainingFiles files = files("prior");
        var second = new ArrayList<Throwable>();
        TrainingObserver observer = step -> {
            try {
                run(plan(8, 0, 1e-3), files, GO_ON).begin(null);
            } catch (IOException e) {
                second.add(e);
            }
            return false;
        };

        run(plan(8, 0, 1e-3), files, observer).begin(null);

        assertThat(second)
                .singleElement()
                .satisfies(e -> assertThat(e).hasMessage(files.folder() + ": another training is running there"));
    }

    @Test
    void goesOnWhenFilesWereRenamed() throws IOException {
        TrainingFiles straight = files("straight");
        TrainingFiles stopped = files("stopped");
        run(plan(8, 0, 1e-3), straight, GO_ON).begin(null);
        run(plan(8, 0, 1e-3), stopped, step -> step.step() < 3).begin(null);

        Files.move(pictures.root().resolve("picture-0002.png"), pictures.root().resolve("zz.png"));
        pictures = ImageFolder.index(
                pictures.root(), Set.of(), 16, RangeChoice.NATURAL, ReadLimits.DEFAULT, (done, of) -> {});
        run(plan(8, 0, 1e-3), stopped, GO_ON).resume();

        assertThat(stopped.prior()).hasSameBinaryContentAs(straight.prior());
    }
}
