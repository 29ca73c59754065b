package dev.limpid.restoration;

import dev.limpid.operator.ChannelMean;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.Draws;
import dev.limpid.solver.KernelFinder;
import dev.limpid.solver.Solution;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Restores the images behind measurements, in memory: brings a measurement to the prior's channels and to the device, solves,
 * selects an iterate, counts and times. Keeps nothing between restorations.
 */
public final class Restorer {
    private final @Nullable DiffusionPrior prior;
    private final Device device;

    /** With a prior on the CPU. */
    public Restorer(DiffusionPrior prior) {
        this(prior, Device.CPU);
    }

    /**
     * With a prior on a device.
     *
     * @param prior null where only methods without a prior are used
     */
    public Restorer(@Nullable DiffusionPrior prior, Device device) {
        this.prior = prior;
        this.device = device;
    }

    /**
     * The circumstances of a restoration.
     *
     * @param seed of all draws
     * @param selection which iterate is the result
     * @param besides selections whose choices among the same iterates are wanted, too; not with a snapshot, and not with {@link
     *     Selection#HOLD_OUT}, whose iterates are others
     * @param truth the clean images for {@link Selection#ORACLE}, on the CPU, else null; the solver never sees it
     * @param from a snapshot of the same restoration to go on from, or null
     */
    public record Options(
            long seed,
            Selection selection,
            List<Selection> besides,
            @Nullable Tensor truth,
            @Nullable Snapshot from) {
        public Options {
            besides = List.copyOf(besides);
            if (!besides.isEmpty()
                    && (from != null || selection == Selection.HOLD_OUT || besides.contains(Selection.HOLD_OUT))) {
                throw new IllegalArgumentException(
                        "selections besides the first have no snapshot, and hold-out has iterates of its own");
            }
        }

        /** One selection. */
        public Options(long seed, Selection selection, @Nullable Tensor truth, @Nullable Snapshot from) {
            this(seed, selection, List.of(), truth, from);
        }

        /** The last iterate, from the beginning. */
        public static Options of(long seed) {
            return new Options(seed, Selection.LAST, null, null);
        }
    }

    /**
     * Restores images of the prior's size. Where the prior is local or the method uses none, it is the size that a linear A takes,
     * and else that of the measurement.
     *
     * @param measurement on the CPU, gray or coloured
     */
    public Restoration restore(Measurement measurement, SolverChoice solver, long seed) {
        if (solver.method().usesPrior() && !requirePrior().isLocal()) {
            int side = requirePrior().imageSize();
            return restore(Problem.of(measurement, side, side), solver, Options.of(seed), Watch.NOTHING);
        }
        long[] shape;
        try (var scope = Scope.open()) {
            Tensor y = measurement.y();
            shape = (measurement.a() instanceof LinearOperator a ? a.adjoint(y) : y).shape();
        }
        return restore(
                Problem.of(measurement, (int) shape[2], (int) shape[3]), solver, Options.of(seed), Watch.NOTHING);
    }

    /**
     * Restores images.
     *
     * @throws IllegalArgumentException if the method does not take the operator, the measurement does not fit the images, the solve
     *     begins with more noise than the prior was trained on, the oracle has no truth, or the snapshot is another restoration's
     * @throws dev.limpid.solver.SolverDivergedException if a loss is not a number
     */
    public Restoration restore(Problem problem, SolverChoice solver, Options options, Watch watch) {
        if (!(problem.sought().a() instanceof KernelBlur)) {
            return solve(problem, solver, null, options, watch);
        }
        // It lives in the caller's scope, as the result does.
        DiffusionPrior kernels =
                PriorOfKernels.of(solver, device).map(PriorOfKernels::load).orElse(null);
        Problem holding = kernels == null ? problem : problem.holding(kernels.imageSize());
        boolean grows = solver.solver(prior) instanceof KernelFinder;
        return new KernelSearch(watch, any -> solve(any, solver, kernels, options, watch)).run(holding, grows);
    }

    /**
     * Holds a solver against the prior, before there is a problem.
     *
     * @throws IllegalArgumentException if it needs a prior of another kind or a second one, or begins with more noise than this one was trained on
     */
    public void requireTakes(SolverChoice solver) {
        if (solver.method().usesPrior()) {
            solver.solver(requirePrior());
            solver.config().priorOfKernels();
            TrainedRange.of(requirePrior(), solver, false);
        }
    }

    private Restoration solve(
            Problem problem, SolverChoice solver, @Nullable DiffusionPrior kernels, Options options, Watch watch) {
        requireSelectable(problem, options);
        Measurement whole = problem.measurement();
        HoldOut parts = options.selection() == Selection.HOLD_OUT ? HoldOut.of(whole, options.seed()) : null;
        Measurement given = parts == null ? whole : parts.seen();
        Measurement judging = parts == null ? whole : parts.hidden();
        solver.method().requireTakes(given.a());
        int own = (int) given.y().size(1);
        boolean usesPrior = solver.method().usesPrior();
        TrainedRange range = usesPrior ? TrainedRange.of(requirePrior(), solver, problem.isBlind()) : null;
        List<String> notices = new ArrayList<>();
        if (range != null) {
            range.notice().ifPresent(notices::add);
        }
        notices.forEach(watch::note);
        boolean gray = usesPrior && own == 1 && requirePrior().channels() == 3;
        int channels = usesPrior ? requirePrior().channels() : own;
        // A classical restorer is done in an instant where the picture is.
        Device where = usesPrior ? device : Device.CPU;
        boolean isClassical = !problem.isBlind() && solver.method().equals(Classical.of(given));
        Tensor estimate = problem.isBlind() || isClassical ? null : Scope.tidy(() -> Classical.estimate(given));
        Tensor first = estimate == null ? Scope.tidy(() -> inPlace(given)) : estimate;
        Solved solved;
        try (var scope = Scope.open()) {
            Draws draws = Draws.of(
                    Rng.of(options.seed()), 0, where, given.batch(), channels, problem.height(), problem.width());
            Measurement measurement = on(where, given, gray, channels);
            var counting =
                    range == null ? null : new CountingDenoiser(range.prior().denoiser());
            DiffusionPrior counted =
                    range == null || counting == null ? null : range.prior().with(counting);
            var judged = on(where, judging, gray, channels);
            var run = new WatchedRun(judged, first, kernels, draws, gray, options, counting, watch);
            watch.begins(run.evaluations(), solver.config().cost().evaluations());
            Solution solution;
            try {
                solution = solver.solver(counted).solve(measurement, run);
            } finally {
                watch.ends();
            }
            double seconds = run.seconds();
            if (counting != null && counting.lacksVariance()) {
                notices.add(solver.method().name()
                        + " reads a learned variance, but the prior has learned none: it took the"
                        + " fixed one, of the posterior of a step");
                watch.note(notices.get(notices.size() - 1));
            }
            solution.unknowns().forEach(scope::keep);
            Map<Selection, Tensor> besides = run.besides(solution);
            besides.replaceAll((rule, x) -> scope.keep(narrow(x, gray)));
            solved = new Solved(run, solution, scope.keep(narrow(run.selected(solution), gray)), besides, seconds);
        }
        return restoration(problem, solved, isClassical ? solved.x() : estimate, notices);
    }

    private static void requireSelectable(Problem problem, Options options) {
        Stream.concat(Stream.of(options.selection()), options.besides().stream())
                .filter(rule -> rule.usesResidual() && problem.isBlind())
                .findFirst()
                .ifPresent(rule -> {
                    throw new IllegalArgumentException("selection " + rule.label()
                            + " needs a known operator: of a blind problem the last iterate is the result");
                });
    }

    /** y at its place in the images, where a solve begins that must begin at an image and has no classical estimate. */
    private static Tensor inPlace(Measurement given) {
        Tensor y = given.y();
        Tensor placed = given.a() instanceof KernelBlur a
                ? a.with(BlurKernel.delta(a.kernelHeight(), a.kernelWidth())).inPlace(y)
                : y;
        return placed.clamp(-1, 1);
    }

    /** A solve that has ended; x and the unknowns live in the caller's scope. */
    private record Solved(
            WatchedRun run, Solution solution, Tensor x, Map<Selection, Tensor> besides, double seconds) {}

    /** Made in the caller's scope, for the operator that was found has tensors of its own. */
    private static Restoration restoration(
            Problem problem, Solved solved, @Nullable Tensor estimate, List<String> notices) {
        Measurement given = problem.measurement();
        List<Tensor> unknowns = solved.solution().unknowns();
        Measurement found = problem.isBlind() ? found(given, unknowns) : given;
        return new Restoration(
                solved.x(),
                found,
                unknowns,
                estimate == null ? Scope.tidy(() -> Classical.estimate(found)) : estimate,
                solved.besides(),
                solved.run().step(),
                residuals(found, solved.x()),
                solved.solution().complete(),
                solved.run().evaluations(),
                solved.run().backward(),
                solved.seconds(),
                notices);
    }

    private static double[] residuals(Measurement measurement, Tensor x) {
        try (var scope = Scope.open()) {
            return Selector.residuals(measurement, x);
        }
    }

    private DiffusionPrior requirePrior() {
        if (prior == null) {
            throw new IllegalStateException("this restorer has no prior: give it one, or a method that needs none");
        }
        return prior;
    }

    /**
     * The measurement for the method: a gray one by the mean of the channels where A is known, and where it is not as a coloured
     * picture whose channels are the same.
     */
    private static Measurement on(Device where, Measurement given, boolean gray, int channels) {
        ParametricOperator a = given.a().to(where);
        Tensor y = given.y().to(where);
        if (!gray) {
            return new Measurement(y, a, given.noiseLevel());
        }
        return given.a().unknowns().isEmpty()
                ? new Measurement(y, ChannelMean.of(given.known().to(where), channels), given.noiseLevel())
                : new Measurement(
                        y.expand(y.size(0), channels, y.size(2), y.size(3)).contiguous(), a, given.noiseLevel());
    }

    private static Measurement found(Measurement given, List<Tensor> unknowns) {
        return new Measurement(given.y(), given.a().found(unknowns), given.noiseLevel());
    }

    /** The images with the measurement's channels, on the CPU. */
    static Tensor narrow(Tensor x, boolean gray) {
        Tensor image = x.to(Device.CPU);
        return gray ? image.mean(1) : image;
    }
}
