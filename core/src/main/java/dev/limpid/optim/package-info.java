/** Optimisers over tensors: {@link dev.limpid.optim.Adam}. May know {@code tensor} alone; for solvers and training. */
@NullMarked
package dev.limpid.optim;

import org.jspecify.annotations.NullMarked;
