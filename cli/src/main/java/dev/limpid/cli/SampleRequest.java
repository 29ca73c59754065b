package dev.limpid.cli;

import java.nio.file.Path;

/**
 * Pictures to draw from a prior alone.
 *
 * @param count of pictures
 * @param steps reverse steps for each
 * @param out folder for the picture grid and the record, not yet made
 */
record SampleRequest(int count, int steps, Path out, Compute compute) {}
