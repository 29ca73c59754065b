/**
 * Comparisons over many pictures: {@link dev.limpid.experiment.PairedDifference} between two methods and the
 * {@link dev.limpid.restoration.BlindScore} of a kernel. May know {@code job} and {@code metric}; for the applications.
 */
@NullMarked
package dev.limpid.experiment;

import org.jspecify.annotations.NullMarked;
