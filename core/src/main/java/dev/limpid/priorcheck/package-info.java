/**
 * How good a prior is, measured without a restoration: its {@link dev.limpid.priorcheck.DenoisingScore} on held-out pictures
 * and its {@link dev.limpid.priorcheck.Memorisation} of the training pictures. May know {@code training} and {@code metric}; for the
 * applications.
 */
@NullMarked
package dev.limpid.priorcheck;

import org.jspecify.annotations.NullMarked;
