/**
 * From a measurement back to an image, one file per paper: {@link dev.limpid.solver.Dmilo}, {@link
 * dev.limpid.solver.DmiloPgd}, and the classical restorers without a prior that they are compared with ({@link
 * dev.limpid.solver.HarmonicFill}, {@link dev.limpid.solver.Wiener}). A solver
 * sees no ground truth, writes no file and prints nothing: it shows its iterates to an {@link
 * dev.limpid.solver.IterateObserver}. May know {@code prior}, {@code operator}, {@code optim} and {@code tensor}.
 */
@NullMarked
package dev.limpid.solver;

import org.jspecify.annotations.NullMarked;
