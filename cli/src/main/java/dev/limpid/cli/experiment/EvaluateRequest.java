package dev.limpid.cli.experiment;

import dev.limpid.experiment.Experiment;
import dev.limpid.experiment.ResultsFolder;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.tensor.Device;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Experiments that are asked for.
 *
 * @param data folder of clean pictures in place of the experiments' own, or null
 * @param results of other programs; only with one experiment
 * @param out folder of the results; with several experiments each has a folder of its name there
 * @param workers solves at a time; 0: as the processors and the memory allow
 * @param device where the solvers compute
 * @param reportOnly whether nothing is measured
 */
public record EvaluateRequest(
        List<Experiment> experiments,
        @Nullable Path data,
        List<ResultsFolder> results,
        Path out,
        int workers,
        Device device,
        boolean reportOnly) {
    public EvaluateRequest {
        experiments = List.copyOf(experiments);
        results = List.copyOf(results);
        if (!results.isEmpty() && experiments.size() > 1) {
            throw new InvalidRequestException("--results goes with one experiment, got " + experiments.size());
        }
    }

    /** The folder of an experiment's results. */
    Path folder(Experiment experiment) {
        return experiments.size() == 1 ? out : out.resolve(experiment.name());
    }
}
