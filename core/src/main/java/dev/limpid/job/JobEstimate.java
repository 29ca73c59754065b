package dev.limpid.job;

import dev.limpid.degradation.OptionFiles;
import dev.limpid.degradation.Task;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Estimate;
import dev.limpid.restoration.Presets;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.MethodConfig;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says what all images of a run will take together, before the first begins.
 *
 * @param files that options name
 * @param pace of this machine with images like the given ones
 */
record JobEstimate(
        DiffusionPrior prior, JobRequest request, OptionFiles files, Listener listener, Function<Tensor, Pace> pace) {
    /** Seconds that a user waits for without being told of a way around. */
    private static final double LONG = 600;

    /** What one image takes. */
    @FunctionalInterface
    interface Pace {
        /**
         * Time and memory of one image.
         *
         * @param x any image of the size to be restored
         */
        Estimate of(MethodConfig config, Measurement measurement, Tensor x);

        /** The pace of this machine, from some evaluations that are timed. */
        static Pace measured(DiffusionPrior prior, Tensor like) {
            Estimate.Evaluation evaluation = Estimate.evaluation(prior, like);
            return (config, measurement, x) -> Estimate.of(evaluation, config, measurement, x);
        }
    }

    /** Of one preset for all images. */
    private record Choice(Presets.Name preset, Estimate estimate) {}

    void announce(List<Job> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(0)
                    .normal(1, prior.channels(), prior.imageSize(), prior.imageSize())
                    .to(request.compute().device());
            Pace measured = pace.apply(x);
            Estimate estimate = total(jobs, x, measured, Job::solver);
            say(jobs, estimate);
            if (estimate.seconds() > LONG) {
                suggest(jobs, x, measured, estimate);
            }
        }
    }

    private void say(List<Job> jobs, Estimate estimate) {
        SolverChoice first = jobs.get(0).solver();
        long evaluations = jobs.stream()
                .mapToLong(job -> job.solver().config().evaluations())
                .sum();
        listener.note(String.format(
                Locale.ROOT,
                "%s, preset %s, %d %s, %d network evaluations: about %s",
                first.method().label(),
                first.preset().label(),
                jobs.size(),
                jobs.size() == 1 ? "image" : "images",
                evaluations,
                estimate.describe()));
        listener.on(new Event.Estimate(jobs.size(), evaluations, estimate.seconds(), estimate.peakMemory()));
    }

    /** The preset with the most evaluations that stays below the limit, or else that there is none. */
    private void suggest(List<Job> jobs, Tensor x, Pace measured, Estimate estimate) {
        var choices = new ArrayList<Choice>();
        for (Presets.Name preset : Presets.Name.values()) {
            of(jobs, x, measured, preset).ifPresent(e -> choices.add(new Choice(preset, e)));
        }
        Comparator<Choice> bySeconds =
                Comparator.comparingDouble(c -> c.estimate().seconds());
        Optional<Choice> fitting =
                choices.stream().filter(c -> c.estimate().seconds() <= LONG).max(bySeconds);
        Optional<Choice> least = choices.stream().min(bySeconds);
        if (fitting.isPresent()) {
            listener.note("--preset " + fitting.get().preset().label() + " would take about "
                    + Estimate.duration(fitting.get().estimate().seconds()));
        } else if (least.isPresent() && least.get().estimate().seconds() < 0.9 * estimate.seconds()) {
            listener.note("no preset fits into " + Estimate.duration(LONG) + "; the shortest, --preset "
                    + least.get().preset().label() + ", would take about "
                    + Estimate.duration(least.get().estimate().seconds()));
        } else {
            listener.note("no preset fits into " + Estimate.duration(LONG) + "; fewer images do");
        }
    }

    /** Empty where the preset has no values for a task. */
    private Optional<Estimate> of(List<Job> jobs, Tensor x, Pace measured, Presets.Name preset) {
        try {
            return Optional.of(total(jobs, x, measured, job -> {
                SolverChoice own = job.solver();
                return new SolverChoice(
                        own.method(), preset, Presets.any(own.method(), job.task(), preset), own.start());
            }));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Estimate total(List<Job> jobs, Tensor x, Pace measured, Function<Job, SolverChoice> solver) {
        // Images of one task take the same time.
        var one = new LinkedHashMap<Object, Estimate>();
        Optional<Estimate> total = Optional.empty();
        for (Job job : jobs) {
            MethodConfig config = solver.apply(job).config();
            Estimate estimate =
                    one.computeIfAbsent(List.of(job.task(), config), key -> measured.of(config, typical(job, x), x));
            total = Optional.of(total.map(t -> t.plus(estimate)).orElse(estimate));
        }
        return total.orElseThrow();
    }

    /** A measurement as the job's, of nothing. */
    private Measurement typical(Job job, Tensor x) {
        ForwardOperator a =
                operator(job, prior.imageSize()).to(request.compute().device());
        return new Measurement(a.apply(x.zerosLike()), a, job.task().noiseLevel(job.values()));
    }

    /** The job's own; the protocol's where a file cannot be used, which is reported when its turn comes. */
    private ForwardOperator operator(Job job, int size) {
        try {
            var own = new Task.Request(job.values(), size, true, files, new ArrayList<>());
            return job.task().make(own).operator(size, size, Rng.of(0));
        } catch (IOException | IllegalArgumentException e) {
            return job.task().protocol(size).operator(size, size, Rng.of(0));
        }
    }
}
