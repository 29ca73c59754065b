/**
 * Training of priors: {@link dev.limpid.training.Trainer} fits a UNet to the pictures of an
 * {@link dev.limpid.training.ImageFolder}. All draws depend on the seed and the step alone, so that a resumed run is the
 * undisturbed one. May know {@code prior}, {@code optim}, {@code io} and {@code checkpoint}; for {@code priorcheck} and the
 * applications.
 */
@NullMarked
package dev.limpid.training;

import org.jspecify.annotations.NullMarked;
