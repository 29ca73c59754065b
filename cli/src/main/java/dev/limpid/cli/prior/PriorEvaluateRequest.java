package dev.limpid.cli.prior;

import dev.limpid.priorcheck.CleanPictures;
import dev.limpid.restoration.Compute;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A prior to measure.
 *
 * @param pictures that it has not seen
 * @param train folder of the pictures that it was trained on
 * @param samples how many pictures the prior draws
 * @param out folder for the pictures, not yet made
 */
public record PriorEvaluateRequest(
        CleanPictures pictures, Optional<Path> train, int samples, Path out, Compute compute) {}
