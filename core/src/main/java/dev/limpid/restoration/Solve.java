package dev.limpid.restoration;

import dev.limpid.operator.ChannelMean;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Solves one image's measurement, and tells how far it is. */
public record Solve(
        DiffusionPrior prior, SolverChoice solver, Selection selection, Compute compute, Progress.Opener progress) {

    /**
     * What is to be solved, on the device.
     *
     * @param measurement of images with the prior's channels
     * @param latent where the solver begins
     * @param reference the clean image for the oracle, or null
     * @param gray whether the result is to be gray, though the prior's images are not
     */
    public record Problem(
            Measurement measurement,
            Tensor latent,
            @Nullable Tensor reference,
            boolean gray) {}

    /**
     * Prepares a measurement of an image of the prior's size.
     *
     * @param a A for an image of the measurement's channels
     * @param truth the clean image for the oracle, or null
     */
    public Problem problem(Tensor y, ForwardOperator a, double level, @Nullable Tensor truth) {
        boolean gray = y.size(1) == 1 && prior.channels() == 3;
        int size = prior.imageSize();
        ForwardOperator onDevice = a.to(compute.device());
        var measurement = new Measurement(
                y.to(compute.device()), gray ? ChannelMean.of(onDevice, prior.channels()) : onDevice, level);
        Tensor noise = Restoration.latent(Rng.of(compute.seed()), 0, 1, prior.channels(), size, size)
                .to(compute.device());
        TimeGrid grid = TimeGrid.named(solver.known().grid(), solver.known().steps());
        Tensor latent = solver.start().latent(noise, prior, grid, new Measurement(y, a, level));
        Tensor reference = truth == null
                ? null
                : truth.expand(1, prior.channels(), size, size).to(compute.device());
        return new Problem(measurement, latent, reference, gray);
    }

    /** Where a solve of the problem begins. */
    public Snapshot begin(Problem problem) {
        return Restoration.begin(prior, solver.known(), problem.latent());
    }

    /**
     * Restores the image behind a measurement.
     *
     * @param stop asked after every inner iteration; true ends the solve, whose result is then not complete
     * @param projections sees the image of every outer iteration, lent for the call
     * @param snapshots sees what it takes to go on after every outer iteration, lent for the call
     * @return the result with as many channels as the measurement has
     */
    public Restoration run(
            Problem problem,
            Snapshot from,
            BooleanSupplier stop,
            Consumer<Tensor> projections,
            Consumer<Snapshot> snapshots) {
        Restoration result;
        try (Progress shown =
                progress.open("restoring", from.backward(), solver.config().backwardEvaluations())) {
            result = Restoration.resume(
                    problem.measurement(),
                    prior,
                    solver.known(),
                    selection,
                    from,
                    problem.reference(),
                    new SolveProgress(shown, from.backward(), stop, x -> projections.accept(own(x, problem.gray()))),
                    snapshots);
        } finally {
            // Set by the stop; the files that are written next could not be, with it.
            Thread.interrupted();
        }
        return result.with(own(result.x(), problem.gray()));
    }

    /** The image with the measurement's channels, on the CPU. */
    private static Tensor own(Tensor x, boolean gray) {
        Tensor image = x.to(Device.CPU);
        return gray ? image.mean(1) : image;
    }

    /** Says what a solve of the problem will take, in one line. */
    public String announcement(Problem problem) {
        return solver.announcement(prior, problem.measurement(), problem.latent());
    }
}
