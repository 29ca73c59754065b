package dev.limpid.cli;

import dev.limpid.prior.TimeGrid;
import java.nio.file.Path;

/**
 * Pictures to draw from a prior alone.
 *
 * @param count of pictures
 * @param grid times of the reverse steps
 * @param eta noise added on the way, 0 to 1
 * @param out folder for the pictures and their grid, not yet made
 */
record SampleRequest(int count, TimeGrid grid, double eta, Path out, Compute compute) {}
