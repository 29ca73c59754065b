/**
 * Restorers: an image from a {@link dev.limpid.operator.Measurement}, one file per paper, and the classical methods
 * without a prior that they are compared with ({@link dev.limpid.solver.HarmonicFill}, {@link
 * dev.limpid.solver.BicubicUpsampling}, {@link dev.limpid.solver.Wiener}). May know {@code prior}, {@code operator},
 * {@code optim} and {@code tensor}; never {@code io}, {@code metric} or {@code experiment}, so that no solver can see the
 * truth.
 */
@NullMarked
package dev.limpid.solver;

import org.jspecify.annotations.NullMarked;
