package dev.limpid.cli;

import dev.limpid.experiment.Task;
import dev.limpid.tensor.Device;
import java.nio.file.Path;
import java.util.Map;

/**
 * Two priors to compare by what they restore.
 *
 * @param before a prior
 * @param after another
 * @param data folder of clean pictures that neither has seen
 * @param count how many of them are used
 * @param tasks how they are degraded, and the solver of each
 * @param out folder for the scores, not yet made
 */
record PriorCompareRequest(
        String before,
        String after,
        Path data,
        int count,
        Map<Task, SolverChoice> tasks,
        long seed,
        Device device,
        Path out) {}
