package dev.limpid.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A prior to measure.
 *
 * @param data folder of pictures that it has not seen
 * @param count how many of them are used
 * @param train folder of the pictures that it was trained on
 * @param samples how many pictures the prior draws
 * @param out folder for the pictures, not yet made
 */
record PriorEvaluateRequest(Path data, int count, Optional<Path> train, int samples, Path out, Compute compute) {}
