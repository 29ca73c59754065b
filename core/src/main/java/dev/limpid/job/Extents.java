package dev.limpid.job;

import dev.limpid.degradation.OptionFiles;
import dev.limpid.metric.Metrics;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Tiling;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.LibTorch;
import dev.limpid.tensor.Region;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How much of a run's images there is to see and to hold, before any of them is read. */
final class Extents {
    private final DiffusionPrior prior;
    private final JobRequest request;
    private final OptionFiles files;
    private final Metrics metrics;
    private final Map<List<Object>, Extent> known = new HashMap<>();
    private long peak;

    /**
     * Those of a request's images.
     *
     * @param files that options name
     * @param metrics that results are measured by
     */
    Extents(DiffusionPrior prior, JobRequest request, OptionFiles files, Metrics metrics) {
        this.prior = prior;
        this.request = request;
        this.files = files;
        this.metrics = metrics;
    }

    /**
     * The pixels of an image, in units of those of an image of the prior's size.
     *
     * @param seen by the prior in an evaluation: halos more than once, and not what is left out
     * @param own of the image
     */
    record Extent(double seen, double own) {}

    /** The extent of an image that is restored with these settings, which may be those of another preset than the job's. */
    Extent of(Job job, SolverConfig config) {
        return known.computeIfAbsent(List.of(job, config), key -> found(job, config));
    }

    /** Bytes of the process, more or less, while any of the images that were looked at is restored with its job's own settings. */
    long peak() {
        return peak;
    }

    private Extent found(Job job, SolverConfig config) {
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
        if (asked.isPresent()) {
            // A large mask that was read for that is not held when the image's turn comes.
            LibTorch.giveMemoryBack();
        }
        try (var scope = Scope.open()) {
            Tiling.Plan plan = request.tiling().plan(prior, config, operator(job), height, width, asked);
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
            return job.asks(request, config, coloured, operator(job)).isEmpty()
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

    /** The operator of a job for images of the prior's size; the protocol's where a file cannot be used, which is reported when its turn comes. */
    ForwardOperator operator(Job job) {
        int size = prior.imageSize();
        try {
            return SoughtSize.degradation(request, job, size, files).operator(size, size, Rng.of(0));
        } catch (IOException | IllegalArgumentException e) {
            return job.task().protocol(size).operator(size, size, Rng.of(0));
        }
    }
}
