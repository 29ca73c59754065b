/**
 * From tasks and names to results: {@link dev.limpid.experiment.Task}, the {@link dev.limpid.experiment.Presets} of the
 * solvers, {@link dev.limpid.experiment.Restoration}, which runs one solve and counts, times and selects. The only place that
 * may hold a ground truth beside a solve. May know every other package of the library; for the applications.
 */
@NullMarked
package dev.limpid.experiment;

import org.jspecify.annotations.NullMarked;
