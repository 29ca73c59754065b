/**
 * The restoration of one picture in memory: {@link dev.limpid.restoration.Presets} of the solvers and
 * {@link dev.limpid.restoration.Restoration}, which runs one solve, counts, times and selects. May know {@code solver},
 * {@code degradation}, {@code metric} and {@code checkpoint}; for {@code job} and the applications.
 */
@NullMarked
package dev.limpid.restoration;

import org.jspecify.annotations.NullMarked;
