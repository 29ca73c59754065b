/**
 * From a measurement back to an image, one file per paper: the algorithm, its settings, and its {@link
 * dev.limpid.solver.Method} with presets; {@link dev.limpid.solver.Methods} lists them all. A {@link
 * dev.limpid.solver.Solver} sees no ground truth, writes no file and prints nothing: it shows its iterates to its {@link
 * dev.limpid.solver.Run}. May know {@code prior}, {@code operator}, {@code optim} and {@code tensor}.
 */
@NullMarked
package dev.limpid.solver;

import org.jspecify.annotations.NullMarked;
