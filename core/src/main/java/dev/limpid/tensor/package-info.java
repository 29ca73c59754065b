/**
 * Arrays in native memory over LibTorch: {@link dev.limpid.tensor.Tensor}, its lifetime
 * ({@link dev.limpid.tensor.Scope}), its gradients ({@link dev.limpid.tensor.Gradients}) and random draws
 * ({@link dev.limpid.tensor.Rng}). The only package that knows {@code org.bytedeco}; every other package may use it.
 *
 * <p>The memory rule: a tensor lives until the scope that was open at its creation closes; {@code keep} hands it to the
 * next scope out. A scope is opened by each solver iteration, each whole solve, each sampler step without gradients, each
 * read of a file, and by a network block and its convolutions. An operator opens one for what it computes on the way, never for its
 * result; layers otherwise open none.
 * State that is carried through a loop is either updated in place by an optimiser or kept once per outer iteration.
 * A scope is closed by the thread that opened it.
 */
@NullMarked
package dev.limpid.tensor;

import org.jspecify.annotations.NullMarked;
