/**
 * The plugin for ImageJ: {@link dev.limpid.imagej.RestorePlugIn} asks by a dialog or a macro, and hands the slices of the image to
 * {@link dev.limpid.job.JobRunner}, the engine of the command line, as files of a temporary folder.
 *
 * <p>It goes by files although an image is none, because the engine is more than its solver: it turns values into a problem,
 * estimates the noise, plans tiles, says what a user may not expect, and writes results in the depth and the range of their input.
 * A second way in memory would have all of that twice, and the same pixels as the command line only as long as both are kept alike.
 * The files are NPY arrays, in which every type of ImageJ's pixels stands as it is, and which no decoder of the host reads.
 *
 * <p>Nothing knows this package. No tensor appears in it: {@link dev.limpid.imagej.PixelFile} converts pixels, and that is all.
 */
@NullMarked
package dev.limpid.imagej;

import org.jspecify.annotations.NullMarked;
