/** Optimisers over tensors: {@link dev.limpid.optim.Adam} for images, an {@link dev.limpid.optim.Optimiser} for weights. May know {@code tensor} alone; for solvers and training. */
@NullMarked
package dev.limpid.optim;

import org.jspecify.annotations.NullMarked;
