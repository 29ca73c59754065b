package dev.limpid.training;

import dev.limpid.checkpoint.Safetensors;
import dev.limpid.io.AtomicFile;
import dev.limpid.nn.Weights;
import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A training with its files: goes on from the state that is there, saves as time goes by, looks at held-out pictures and at
 * samples, and writes the prior. A run that was killed loses what it did since it last saved, and the resumed one is byte
 * for byte the undisturbed one.
 */
public final class TrainingRun {
    private static final int MOST_HELD_OUT = 128;
    private static final String STEP_HEADER = "step,loss,gradient,rate";
    /** Over so many last steps the card averages the loss. */
    private static final int AVERAGED = 100;

    private final TrainingPlan plan;
    private final TrainingFiles files;
    private final ImageFolder folder;
    private final Duration saveEvery;
    private final TrainingObserver observer;
    private final Map<String, String> settings;

    /**
     * A training that has not begun.
     *
     * @param folder all its pictures, those to be held out among them
     * @param saveEvery time between two savings
     */
    public TrainingRun(
            TrainingPlan plan, TrainingFiles files, ImageFolder folder, Duration saveEvery, TrainingObserver observer) {
        this.plan = plan;
        this.files = files;
        this.folder = folder;
        this.saveEvery = saveEvery;
        this.observer = observer;
        this.settings = plan.settings(folder);
    }

    /** The step at which a training was saved last. */
    public static long savedStep(TrainingFiles files) throws IOException {
        return StateFile.step(files.state());
    }

    /**
     * Trains from the beginning; a former training in the same files is overwritten with the first saving.
     *
     * @param given weights to refine, or null to draw them
     */
    public void begin(@Nullable Weights given) throws IOException {
        Files.createDirectories(files.folder());
        TrainingConfig config = plan.config();
        try (var lock = files.take();
                var life = Scope.open()) {
            sweep();
            TrainingState state = given == null
                    ? Trainer.initial(config, plan.device())
                    : Trainer.initial(config, plan.device(), given);
            train(state, CurveFile.begin(files.steps(), STEP_HEADER), CurveFile.begin(files.checks(), checkHeader()));
        }
    }

    /**
     * Goes on where the state in the files stands.
     *
     * @throws IllegalArgumentException if it belongs to a training with other settings, naming them
     */
    public void resume() throws IOException {
        Map<String, String> before = StateFile.settings(files.state());
        try (var lock = files.take();
                var life = Scope.open()) {
            sweep();
            plan.requireSame(before, settings, savedStep(files));
            TrainingState state =
                    StateFile.read(files.state(), plan.config().objective().weights(), plan.device());
            train(
                    state,
                    CurveFile.resume(files.steps(), STEP_HEADER, state.step()),
                    CurveFile.resume(files.checks(), checkHeader(), state.step()));
        }
    }

    private String checkHeader() {
        return "step," + String.join(",", plan.config().objective().levels());
    }

    /** Removes what a killed training left half written; the lock is held. */
    private void sweep() throws IOException {
        AtomicFile.sweepIn(files.folder());
        AtomicFile.sweep(files.prior());
    }

    private void train(TrainingState state, CurveFile steps, CurveFile checks) throws IOException {
        TrainingConfig config = plan.config();
        ImageFolder learned = folder.trainedOn(plan.heldOut());
        ImageFolder heldOut = folder.heldOut(plan.heldOut());
        HeldOut.of(heldOut).write(files.heldOut());
        Validation validation = Validation.of(config.objective(), heldOut, MOST_HELD_OUT, config.seed());
        try (var batches = new Prefetch(config.objective().batches(learned, config, plan.memory()))) {
            var trainer = new Trainer(config, batches, plan.device(), state);
            var saving = new Saving(trainer, steps, checks);
            boolean goOn = !saving.missedCheck(validation) || saving.check(validation);
            while (goOn && trainer.state().step() < config.steps()) {
                Trainer.Step step = saving.stepOrSave();
                steps.add(step.step(), List.of(step.loss(), step.gradient(), step.rate()));
                boolean checked = !isCheck(step.step()) || saving.check(validation);
                goOn = observer.onStep(step) && checked;
                saving.saveIfDue(!goOn);
            }
            saving.saveAtTheEnd();
        }
    }

    private boolean isCheck(long step) {
        return step > 0
                && (step % plan.checkEvery() == 0 || step == plan.config().steps());
    }

    /** The network, which is asked no more once the training is to stop. */
    private Denoiser untilStopped(Denoiser network) {
        return (x, t) -> {
            if (observer.stops()) {
                throw new CancellationException("stopped while the prior was looked at");
            }
            return network.epsilon(x, t);
        };
    }

    /** The files that a training writes while it runs. */
    private final class Saving {
        private final Trainer trainer;
        private final CurveFile steps;
        private final CurveFile checks;
        private long saved = System.nanoTime();
        private long savedStep = -1;

        Saving(Trainer trainer, CurveFile steps, CurveFile checks) {
            this.trainer = trainer;
            this.steps = steps;
            this.checks = checks;
        }

        /** A step; where its pictures cannot be read any more, what was learned is saved first. */
        Trainer.Step stepOrSave() throws IOException {
            try {
                return trainer.step();
            } catch (IOException e) {
                try {
                    save();
                } catch (IOException second) {
                    e.addSuppressed(second);
                }
                throw e;
            }
        }

        /** Whether the training stopped in the check of the step where it stands. */
        boolean missedCheck(Validation validation) {
            long step = trainer.state().step();
            boolean known = validation.count() > 0 ? checks.endsAt(step) : Files.exists(files.samples(step));
            return isCheck(step) && !known;
        }

        /** Answers whether it came to its end: nothing is noted of one that was stopped. */
        boolean check(Validation validation) throws IOException {
            long step = trainer.state().step();
            List<Double> losses = List.of();
            try (var scope = Scope.open()) {
                DiffusionPrior prior = trainer.averaged();
                DiffusionPrior asked = prior.with(untilStopped(prior.denoiser()));
                if (validation.count() > 0) {
                    losses = validation.losses(asked, plan.device());
                }
                TrainingConfig config = plan.config();
                config.objective().sheet(asked, validation, plan.device(), config.seed(), files.samples(step));
            } catch (CancellationException e) {
                return false;
            }
            if (!losses.isEmpty()) {
                checks.add(step, losses);
            }
            observer.onCheck(step, losses);
            return true;
        }

        /** Also where nothing was left to do: a kill may have come between the last state and its prior. */
        void saveAtTheEnd() throws IOException {
            if (savedStep != trainer.state().step()) {
                saveIfDue(true);
            }
        }

        void saveIfDue(boolean now) throws IOException {
            if (!now && System.nanoTime() - saved < saveEvery.toNanos()) {
                return;
            }
            trainer.requireFinite();
            save();
        }

        private void save() throws IOException {
            steps.flush();
            checks.flush();
            long step = trainer.state().step();
            new StateFile(trainer.state(), settings).write(files.state());
            Map<String, String> card =
                    ModelCard.of(plan.config().objective(), settings, step, steps.mean(0, AVERAGED), checks.last());
            try (var scope = Scope.open()) {
                Safetensors.write(files.prior(), trainer.averagedWeights(), card);
            }
            saved = System.nanoTime();
            savedStep = step;
            observer.onSave(step);
        }
    }
}
