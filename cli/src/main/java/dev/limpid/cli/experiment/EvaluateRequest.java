package dev.limpid.cli.experiment;

import dev.limpid.experiment.Experiment;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Experiments that are asked for.
 *
 * @param data folder of clean pictures in place of the experiments' own, or null
 * @param out folder of the results; with several experiments each has a folder of its name there
 * @param workers solves at a time; 0: as the processors and the memory allow
 * @param reportOnly whether nothing is measured
 */
public record EvaluateRequest(
        List<Experiment> experiments, @Nullable Path data, Path out, int workers, boolean reportOnly) {
    public EvaluateRequest {
        experiments = List.copyOf(experiments);
    }

    /** The folder of an experiment's results. */
    Path folder(Experiment experiment) {
        return experiments.size() == 1 ? out : out.resolve(experiment.name());
    }
}
