package dev.limpid.restoration;

import dev.limpid.operator.Measurement;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Run;
import dev.limpid.solver.Solution;
import dev.limpid.solver.Stage;
import dev.limpid.solver.State;
import dev.limpid.tensor.Tensor;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A run whose iterates are selected from, and whose work is counted and timed. */
final class WatchedRun implements Run {
    private final Draws draws;
    private final Tensor estimate;
    private final @Nullable DiffusionPrior kernelPrior;
    private final boolean gray;
    private final @Nullable CountingDenoiser counting;
    private final Watch watch;
    private final Selector selector;
    private final Map<Selection, Selector> besides = new EnumMap<>(Selection.class);
    private final @Nullable Snapshot from;
    private final long images;
    private final long start = System.nanoTime();
    private OptionalDouble loss = OptionalDouble.empty();

    /** @param measurement by which iterates are judged */
    WatchedRun(
            Measurement measurement,
            Tensor estimate,
            @Nullable DiffusionPrior kernelPrior,
            Draws draws,
            boolean gray,
            Restorer.Options options,
            @Nullable CountingDenoiser counting,
            Watch watch) {
        this.draws = draws;
        this.estimate = estimate;
        this.kernelPrior = kernelPrior;
        this.gray = gray;
        this.counting = counting;
        this.watch = watch;
        var device = measurement.y().device();
        from = options.from() == null ? null : options.from().to(device);
        long[] shape = draws.shape();
        images = shape[0];
        Tensor truth =
                options.truth() == null ? null : options.truth().expand(shape).to(device);
        selector = new Selector(
                options.selection(),
                measurement,
                truth,
                from == null ? Selected.none(device, shape) : from.selected(),
                from == null ? 0 : from.state().step());
        options.besides()
                .forEach(rule ->
                        besides.put(rule, new Selector(rule, measurement, truth, Selected.none(device, shape), 0)));
    }

    @Override
    public Draws draws() {
        return draws;
    }

    @Override
    public Optional<State> from() {
        return Optional.ofNullable(from).map(Snapshot::state);
    }

    @Override
    public Tensor estimate() {
        return estimate;
    }

    @Override
    public DiffusionPrior kernelPrior() {
        return kernelPrior == null ? Run.super.kernelPrior() : kernelPrior;
    }

    @Override
    public boolean goesOn() {
        return watch.goesOn();
    }

    @Override
    public void shows(int step, Stage stage, Tensor x) {
        selector.see(step, stage, x);
        besides.values().forEach(other -> other.see(step, stage, x));
        if (stage == Stage.PROJECTION) {
            watch.projection(() -> Restorer.narrow(x, gray));
        }
        if (stage != Stage.DATA_CONSISTENCY) {
            watch.iterate(() -> Restorer.narrow(x, gray));
        }
        watch.progress(evaluations(), loss);
    }

    @Override
    public void shows(Inner inner) {
        Double value = inner.terms().get("loss");
        loss = value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
        watch.progress(evaluations(), loss);
    }

    @Override
    public void stands(State state) {
        watch.snapshot(new Snapshot(state, selector.selected(), evaluations(), backward(), seconds()));
    }

    /** The selected images; the solution's where it showed none. */
    Tensor selected(Solution solution) {
        return selected(selector, solution);
    }

    /** The images of the other selections. */
    Map<Selection, Tensor> besides(Solution solution) {
        var all = new EnumMap<Selection, Tensor>(Selection.class);
        besides.forEach((rule, other) -> all.put(rule, selected(other, solution)));
        return all;
    }

    private static Tensor selected(Selector selector, Solution solution) {
        return selector.sawAny() ? selector.selected().x() : solution.x();
    }

    int[] step() {
        return selector.selected().step().clone();
    }

    /** Evaluations of each image, with those before the snapshot. */
    long evaluations() {
        return (from == null ? 0 : from.evaluations()) + (counting == null ? 0 : counting.all() / images);
    }

    long backward() {
        return (from == null ? 0 : from.backward()) + (counting == null ? 0 : counting.backward() / images);
    }

    double seconds() {
        return (from == null ? 0 : from.seconds()) + (System.nanoTime() - start) / 1e9;
    }
}
