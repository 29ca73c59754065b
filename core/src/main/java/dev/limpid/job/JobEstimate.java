package dev.limpid.job;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.CostEstimate;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Cost;
import dev.limpid.solver.Method;
import dev.limpid.solver.Preset;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Says what all images of a run will take together, before the first begins. */
final class JobEstimate {
    /** Seconds that a user waits for without being told of a way around. */
    private static final double LONG = 600;

    private final DiffusionPrior prior;
    private final JobRequest request;
    private final Extents extents;
    private final Listener listener;
    private final Function<Tensor, Pace> pace;

    /**
     * An estimate of a run.
     *
     * @param extents of the run's images
     * @param pace of this machine with images like the given ones
     */
    JobEstimate(
            DiffusionPrior prior, JobRequest request, Extents extents, Listener listener, Function<Tensor, Pace> pace) {
        this.prior = prior;
        this.request = request;
        this.extents = extents;
        this.listener = listener;
        this.pace = pace;
    }

    /** The cost of one image. */
    @FunctionalInterface
    interface Pace {
        /**
         * Time and memory of one image.
         *
         * @param x any image of the size to be restored
         */
        CostEstimate of(Cost cost, Measurement measurement, Tensor x);

        /** The pace of this machine, from some evaluations that are timed. */
        static Pace measured(DiffusionPrior prior, Tensor like) {
            CostEstimate.Evaluation evaluation = CostEstimate.evaluation(prior, like);
            return (cost, measurement, x) -> CostEstimate.of(evaluation, cost, measurement, x);
        }
    }

    /** The cost of an image of the prior's size: of evaluations, and of everything else. */
    private record Parts(CostEstimate network, CostEstimate data) {}

    /** The cost of all images with one preset. */
    private record Priced(String preset, CostEstimate estimate) {}

    void announce(List<Job> jobs) {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(0)
                    .normal(1, prior.channels(), prior.imageSize(), prior.imageSize())
                    .to(request.compute().device());
            Pace measured = pace.apply(x);
            CostEstimate estimate =
                    total(jobs, x, measured, Job::solver).times(request.form().samples());
            say(jobs, estimate);
            if (estimate.seconds() > LONG) {
                suggest(jobs, x, measured, estimate);
            }
        }
    }

    private void say(List<Job> jobs, CostEstimate estimate) {
        SolverChoice first = jobs.get(0).solver();
        boolean compares = request.compares();
        long solvers = !compares
                ? 1
                : jobs.stream().map(job -> job.solver().method()).distinct().count();
        int images = !compares
                ? jobs.size()
                : (int) jobs.stream().map(Job::image).distinct().count();
        long evaluations = request.form().samples()
                * jobs.stream()
                        .mapToLong(job -> job.solver().config().cost().evaluations())
                        .sum();
        listener.note(String.format(
                Locale.ROOT,
                "%s, preset %s, %d %s, %d network evaluations: about %s",
                solvers == 1 ? first.method().name() : solvers + " solvers",
                first.preset(),
                images,
                images == 1 ? "image" : "images",
                evaluations,
                estimate.describe()));
        listener.on(new Event.Estimate(images, evaluations, estimate.seconds(), estimate.peakMemory()));
    }

    /** The preset with the most evaluations that stays below the limit, or else that there is none. */
    private void suggest(List<Job> jobs, Tensor x, Pace measured, CostEstimate estimate) {
        var choices = new ArrayList<Priced>();
        for (String preset : Preset.NAMES) {
            of(jobs, x, measured, preset).ifPresent(e -> choices.add(new Priced(preset, e)));
        }
        Comparator<Priced> bySeconds =
                Comparator.comparingDouble(c -> c.estimate().seconds());
        Optional<Priced> fitting =
                choices.stream().filter(c -> c.estimate().seconds() <= LONG).max(bySeconds);
        Optional<Priced> least = choices.stream().min(bySeconds);
        if (fitting.isPresent()) {
            listener.note("--preset " + fitting.get().preset() + " would take about "
                    + CostEstimate.duration(fitting.get().estimate().seconds()));
        } else if (least.isPresent() && least.get().estimate().seconds() < 0.9 * estimate.seconds()) {
            listener.note("no preset fits into " + CostEstimate.duration(LONG) + "; the shortest, --preset "
                    + least.get().preset() + ", would take about "
                    + CostEstimate.duration(least.get().estimate().seconds()));
        } else {
            String way = request.compares()
                    ? "; fewer solvers do"
                    : jobs.size() > 1 ? "; fewer images do" : "; a smaller picture or another --solver takes less";
            listener.note("no preset fits into " + CostEstimate.duration(LONG) + way);
        }
    }

    /** Empty where the preset has no values for a task. */
    private Optional<CostEstimate> of(List<Job> jobs, Tensor x, Pace measured, String preset) {
        try {
            return Optional.of(total(jobs, x, measured, job -> {
                Method<?> own = job.solver().method();
                return new SolverChoice(
                        own, preset, own.preset(preset, job.task().tunedAs()));
            }));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private CostEstimate total(List<Job> jobs, Tensor x, Pace measured, Function<Job, SolverChoice> solver) {
        // Images of one task with the same options take the same time.
        var one = new LinkedHashMap<Object, Parts>();
        Optional<CostEstimate> total = Optional.empty();
        for (Job job : jobs) {
            SolverConfig config = solver.apply(job).config();
            Cost cost = config.cost();
            Parts parts =
                    one.computeIfAbsent(List.of(job.task(), cost, job.values()), key -> parts(job, cost, x, measured));
            Extents.Extent extent = extents.of(job, config);
            CostEstimate own =
                    parts.network().times(extent.seen()).plus(parts.data().times(extent.own()));
            total = Optional.of(total.map(t -> t.plus(own)).orElse(own));
        }
        return total.orElseThrow().withMemory(extents.peak());
    }

    private Parts parts(Job job, Cost cost, Tensor x, Pace measured) {
        try (var scope = Scope.open()) {
            Measurement typical = typical(job, x);
            return new Parts(measured.of(cost.ofNetwork(), typical, x), measured.of(cost.ofData(), typical, x));
        }
    }

    /** A measurement as the job's, of nothing. */
    private Measurement typical(Job job, Tensor x) {
        ForwardOperator a = extents.operator(job).to(request.compute().device());
        return new Measurement(a.apply(x.zerosLike()), a, job.task().noiseLevel(job.values()));
    }
}
