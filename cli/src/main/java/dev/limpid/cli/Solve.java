package dev.limpid.cli;

import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.experiment.Estimate;
import dev.limpid.experiment.Restoration;
import dev.limpid.experiment.Selection;
import dev.limpid.operator.ChannelMean;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Solves one image's measurement: says what it will take, shows the progress. */
record Solve(DiffusionPrior prior, SolverChoice solver, Selection selection, Compute compute, Console console) {

    /**
     * Restores the image behind a measurement.
     *
     * @param a A for an image of the measurement's channels
     * @param truth the clean image for the oracle, or null
     * @param projections sees the image of every outer iteration, lent for the call
     * @return the result with as many channels as the measurement has
     */
    Restoration run(
            Tensor y,
            LinearOperator a,
            double level,
            int height,
            int width,
            @Nullable Tensor truth,
            Consumer<Tensor> projections) {
        boolean gray = y.size(1) == 1 && prior.channels() == 3;
        var measurement =
                new Measurement(y.to(compute.device()), gray ? new ChannelMean(a, prior.channels()) : a, level);
        Tensor noise = Restoration.latent(Rng.of(compute.seed()), 0, 1, prior.channels(), height, width)
                .to(compute.device());
        TimeGrid grid = TimeGrid.named(solver.config().grid(), solver.config().steps());
        Tensor latent = solver.start().latent(noise, prior, grid, new Measurement(y, a, level));
        announce(Estimate.of(prior, solver.config(), measurement, latent));
        Tensor reference = truth == null
                ? null
                : truth.expand(1, prior.channels(), height, width).to(compute.device());
        Restoration result;
        try (Progress progress = console.progress("restoring", solver.config().backwardEvaluations())) {
            result = Restoration.run(
                    measurement,
                    prior,
                    solver.config(),
                    selection,
                    latent,
                    reference,
                    new SolveProgress(progress, x -> projections.accept(own(x, gray))));
        }
        return result.with(own(result.x(), gray));
    }

    /** The image with the measurement's channels, on the CPU. */
    private static Tensor own(Tensor x, boolean gray) {
        Tensor image = x.to(Device.CPU);
        return gray ? image.mean(1) : image;
    }

    private void announce(Estimate estimate) {
        String memory = estimate.peakMemory().isPresent()
                ? String.format(
                        Locale.ROOT,
                        ", about %.1f GB of memory",
                        estimate.peakMemory().getAsLong() / 1e9)
                : "";
        console.note(String.format(
                Locale.ROOT,
                "%s, preset %s, %d network evaluations: about %s%s",
                solver.method().label(),
                solver.preset().label(),
                solver.config().backwardEvaluations(),
                duration(estimate.seconds()),
                memory));
    }

    /** Such as "45 s", "12 min" or "3.5 h". */
    static String duration(double seconds) {
        if (seconds < 100) {
            return String.format(Locale.ROOT, "%.0f s", Math.max(1, seconds));
        }
        return seconds < 6000
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }

    /** Loads the prior that a request names, onto its device; it lives in the scope that is open. */
    static DiffusionPrior load(Compute compute, @Nullable Path config, Console console) throws IOException {
        return new PriorLoader(PriorCatalog.ofUser(), compute.device(), console::note).read(compute.prior(), config);
    }
}
