/**
 * Files at the border: pictures ({@link dev.limpid.io.Images}, {@link dev.limpid.io.PictureFile}), masks ({@link dev.limpid.io.MaskFiles}), blur kernels
 * ({@link dev.limpid.io.KernelFiles}), labelled panels ({@link dev.limpid.io.Panels}) and the record of a run
 * ({@link dev.limpid.io.RunRecord}). Pictures are
 * integers or floating point in files and [−1, 1] in tensors; their {@link dev.limpid.io.Encoding} says how to put them back. Every refusal is one line
 * that names the file; every file is written beside its place and then moved there, so that none is ever half-written.
 * May know {@code tensor} alone; solvers must not know this package.
 */
@NullMarked
package dev.limpid.io;

import org.jspecify.annotations.NullMarked;
