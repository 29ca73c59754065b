/**
 * Comparisons of methods and priors on many pictures: the {@link dev.limpid.experiment.PairedDifference} of two. May know {@code job}
 * and {@code metric}; for the applications.
 */
@NullMarked
package dev.limpid.experiment;

import org.jspecify.annotations.NullMarked;
