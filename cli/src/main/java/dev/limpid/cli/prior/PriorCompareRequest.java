package dev.limpid.cli.prior;

import dev.limpid.degradation.Task;
import dev.limpid.priorcheck.CleanPictures;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.SolverChoice;
import java.nio.file.Path;
import java.util.Map;

/**
 * Two priors to compare by what they restore.
 *
 * @param before a prior, with the seed and the device
 * @param after another, with the same ones
 * @param pictures clean ones that neither has seen
 * @param tasks how they are degraded, and the solver of each
 * @param out folder for the scores, not yet made
 */
public record PriorCompareRequest(
        Compute before, Compute after, CleanPictures pictures, Map<Task, SolverChoice> tasks, Path out) {}
