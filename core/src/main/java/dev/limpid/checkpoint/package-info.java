/**
 * Weights from files, never code from files: {@link dev.limpid.checkpoint.Checkpoint} and the formats that it is read from,
 * and {@link dev.limpid.checkpoint.PriorCatalog}, the priors by name. May know {@code prior} and below.
 */
@NullMarked
package dev.limpid.checkpoint;

import org.jspecify.annotations.NullMarked;
