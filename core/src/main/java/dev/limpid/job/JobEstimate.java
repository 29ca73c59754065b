package dev.limpid.job;

import dev.limpid.degradation.OptionFiles;
import dev.limpid.metric.Metrics;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.CostEstimate;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Tiling;
import dev.limpid.solver.Cost;
import dev.limpid.solver.Method;
import dev.limpid.solver.Preset;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.LibTorch;
import dev.limpid.tensor.Region;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Says what all images of a run will take together, before the first begins. */
final class JobEstimate {
    /** Seconds that a user waits for without being told of a way around. */
    private static final double LONG = 600;

    private final DiffusionPrior prior;
    private final JobRequest request;
    private final OptionFiles files;
    private final Metrics metrics;
    private final Listener listener;
    private final Function<Tensor, Pace> pace;
    private final Map<List<Object>, Extent> extents = new HashMap<>();
    private long peak;

    /**
     * An estimate of a run.
     *
     * @param files that options name
     * @param metrics that results are measured by
     * @param pace of this machine with images like the given ones
     */
    JobEstimate(
            DiffusionPrior prior,
            JobRequest request,
            OptionFiles files,
            Metrics metrics,
            Listener listener,
            Function<Tensor, Pace> pace) {
        this.prior = prior;
        this.request = request;
        this.files = files;
        this.metrics = metrics;
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

    /**
     * The pixels of an image, in units of those that the pace was measured with.
     *
     * @param seen by the prior in an evaluation: halos more than once, and not what is left out
     * @param own of the image
     */
    private record Extent(double seen, double own) {}

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
            Extent extent = extents.computeIfAbsent(List.of(job, config), key -> extent(job, config));
            CostEstimate own =
                    parts.network().times(extent.seen()).plus(parts.data().times(extent.own()));
            total = Optional.of(total.map(t -> t.plus(own)).orElse(own));
        }
        return total.orElseThrow().withMemory(peak);
    }

    private Parts parts(Job job, Cost cost, Tensor x, Pace measured) {
        try (var scope = Scope.open()) {
            Measurement typical = typical(job, x);
            return new Parts(measured.of(cost.ofNetwork(), typical, x), measured.of(cost.ofData(), typical, x));
        }
    }

    private Extent extent(Job job, SolverConfig config) {
        boolean own = config.equals(job.solver().config());
        try {
            return request.takesPriorsSize(job) ? new Extent(1, 1) : extent(job, config, own);
        } catch (IOException | IllegalArgumentException e) {
            if (!own && e instanceof IllegalArgumentException refused) {
                throw refused; // such a preset is not suggested
            }
            return new Extent(1, 1); // which is reported when its turn comes
        }
    }

    private Extent extent(Job job, SolverConfig config, boolean own) throws IOException {
        SoughtSize size = SoughtSize.of(request, job, SizeRule.of(prior, false), files);
        int height = size.height();
        int width = size.width();
        Optional<Region> asked = asked(job, config, size);
        // What was read for that is not held when the image's turn comes.
        LibTorch.giveMemoryBack();
        try (var scope = Scope.open()) {
            Tiling.Plan plan =
                    request.tiling().plan(prior, config, operator(job, prior.imageSize()), height, width, asked);
            if (own) {
                Metrics scored = job.task().blind() ? metrics.shifted() : metrics;
                peak = Math.max(peak, plan.peak(request.simulate() ? scored.memory(height, width) : 0));
            }
            double unit = (double) prior.imageSize() * prior.imageSize();
            Denoiser denoiser = prior.tiled(height, width, plan.tile()).denoiser();
            long seen = asked.map(part -> denoiser.seen(height, width, config.latestTime(prior), part))
                    .orElseGet(() -> denoiser.seen(height, width));
            return new Extent(seen / unit, (long) height * width / unit);
        }
    }

    /** The part of an image that the prior will be asked about, as far as it is known before. */
    private Optional<Region> asked(Job job, SolverConfig config, SoughtSize size) {
        boolean coloured = size.coloured() && prior.channels() == 3;
        try (var scope = Scope.open()) {
            // The operator of the image's size is made where it matters alone.
            return job.asks(request, config, coloured, operator(job, prior.imageSize()))
                            .isEmpty()
                    ? Optional.empty()
                    : job.asks(
                            request,
                            config,
                            coloured,
                            SoughtSize.degradation(request, job, prior.imageSize(), files)
                                    .operator(size.height(), size.width(), Rng.of(0)));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return Optional.empty(); // which is reported when its turn comes
        }
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
            return SoughtSize.degradation(request, job, size, files).operator(size, size, Rng.of(0));
        } catch (IOException | IllegalArgumentException e) {
            return job.task().protocol(size).operator(size, size, Rng.of(0));
        }
    }
}
