/**
 * Comparisons of methods and priors on many pictures: the {@link dev.limpid.experiment.ResultTable} that their numbers are kept in, and
 * the {@link dev.limpid.experiment.ResultReport} of its means and paired differences. May know {@code job} and {@code metric}; for the
 * applications.
 */
@NullMarked
package dev.limpid.experiment;

import org.jspecify.annotations.NullMarked;
