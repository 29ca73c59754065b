package dev.limpid.restoration;

import dev.limpid.degradation.Task;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.IterateObserver;
import dev.limpid.solver.ResumableSolver;
import dev.limpid.solver.Solution;
import dev.limpid.solver.SolverConfig;
import dev.limpid.solver.SolverState;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One solve of a measurement: draws the seed, runs the solver, selects an iterate, counts and times.
 *
 * @param x the result, (B, C, H, W) in [−1, 1], in the scope that was open around {@link #run}
 * @param outer the outer iteration, from 0, that each image of the result comes from
 * @param residuals root mean square of A(x) − y over the observed entries, one per image
 * @param complete false if the solve was stopped before its configured end
 * @param forward evaluations of the denoiser, of each image
 * @param backward those that were back-propagated
 * @param seconds wall time of the solve
 */
public record Restoration(
        Tensor x, int[] outer, double[] residuals, boolean complete, long forward, long backward, double seconds) {

    /**
     * Solves with DMILO-PGD's brief preset for the task, for images of the prior's size, from the first image's streams.
     *
     * @param measurement on the CPU
     */
    public static Restoration run(Measurement measurement, DiffusionPrior prior, Task task, long seed) {
        return run(measurement, prior, Presets.Method.DMILO_PGD, task, seed);
    }

    /**
     * Solves with a method's brief preset for the task, for images of the prior's size, from the first image's streams.
     *
     * @param measurement on the CPU
     */
    public static Restoration run(
            Measurement measurement, DiffusionPrior prior, Presets.Method method, Task task, long seed) {
        SolverConfig config = Presets.of(method, task, Presets.Name.BRIEF);
        int size = prior.imageSize();
        Tensor noise = latent(Rng.of(seed), 0, measurement.batch(), prior.channels(), size, size);
        TimeGrid grid = TimeGrid.named(config.grid(), config.steps());
        Tensor latent = Presets.start(Presets.Name.BRIEF).latent(noise, prior, grid, measurement);
        return run(measurement, prior, config, Selection.LAST, latent, null, i -> IterateObserver.Decision.CONTINUE);
    }

    /**
     * Solves.
     *
     * @param latent z_N, (B, C, H, W): {@link #latent} draws it
     * @param truth the clean images for {@link Selection#ORACLE}, else null; the solver never sees it
     * @param observer sees every iterate besides the selection
     */
    public static Restoration run(
            Measurement measurement,
            DiffusionPrior prior,
            SolverConfig config,
            Selection selection,
            Tensor latent,
            @Nullable Tensor truth,
            IterateObserver observer) {
        try (var scope = Scope.open()) {
            Snapshot begin = begin(prior, config, latent);
            Restoration result = resume(measurement, prior, config, selection, begin, truth, observer, snapshot -> {});
            scope.keep(result.x());
            return result;
        }
    }

    /**
     * Where a restoration begins: the solver's first state, and nothing selected.
     *
     * @param latent z_N, (B, C, H, W): {@link #latent} draws it
     */
    public static Snapshot begin(DiffusionPrior prior, SolverConfig config, Tensor latent) {
        var counting = new CountingDenoiser(prior.denoiser());
        long start = System.nanoTime();
        SolverState state = Solvers.of(config, prior.with(counting)).begin(latent);
        return new Snapshot(
                state,
                Choice.none(latent),
                counting.forward() / latent.size(0),
                counting.backward() / latent.size(0),
                secondsSince(start));
    }

    /**
     * Solves from a snapshot on. With the same other arguments the result is that of an undisturbed run, byte for byte.
     *
     * @param truth the clean images for {@link Selection#ORACLE}, else null; the solver never sees it
     * @param observer sees every further iterate besides the selection
     * @param snapshots gets one after every outer iteration, lent for the call
     */
    public static Restoration resume(
            Measurement measurement,
            DiffusionPrior prior,
            SolverConfig config,
            Selection selection,
            Snapshot from,
            @Nullable Tensor truth,
            IterateObserver observer,
            Consumer<Snapshot> snapshots) {
        var counting = new CountingDenoiser(prior.denoiser());
        ResumableSolver solver = Solvers.of(config, prior.with(counting));
        long images = from.state().x().size(0);
        long start = System.nanoTime();
        try (var scope = Scope.open()) {
            var selector = new Selector(
                    selection, measurement, truth, from.choice(), from.state().outer());
            var watch = new Watch(
                    selector,
                    observer,
                    state -> snapshots.accept(new Snapshot(
                            state,
                            selector.choice(),
                            from.forward() + counting.forward() / images,
                            from.backward() + counting.backward() / images,
                            from.seconds() + secondsSince(start))));
            Solution solution = solver.resume(measurement, from.state(), watch);
            double seconds = from.seconds() + secondsSince(start);
            Tensor x = scope.keep(selector.chosen());
            return new Restoration(
                    x,
                    selector.chosenOuter(),
                    Selector.residuals(measurement, x),
                    solution.complete(),
                    from.forward() + counting.forward() / images,
                    from.backward() + counting.backward() / images,
                    seconds);
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Shows a solve to the selector and to the caller's observer. */
    private record Watch(Selector selector, IterateObserver observer, Consumer<SolverState> states)
            implements IterateObserver {
        @Override
        public Decision onIterate(Iterate iterate) {
            selector.see(iterate);
            return observer.onIterate(iterate);
        }

        @Override
        public void onInner(Inner inner) {
            observer.onInner(inner);
        }

        @Override
        public void onOuter(SolverState state) {
            observer.onOuter(state);
            states.accept(state);
        }
    }

    /** The same with another form of the result, such as its gray version. */
    public Restoration with(Tensor other) {
        return new Restoration(other, outer, residuals, complete, forward, backward, seconds);
    }

    /** The seed of images {@code first} … {@code first + count − 1}: each image's own stream, whatever the batch. */
    public static Tensor latent(Rng rng, long first, int count, int channels, int height, int width) {
        List<Tensor> images = new ArrayList<>();
        for (int b = 0; b < count; b++) {
            images.add(rng.image(first + b).purpose("latent").normal(1, channels, height, width));
        }
        return Tensor.cat(images, 0);
    }
}
