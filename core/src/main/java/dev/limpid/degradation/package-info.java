/**
 * From what a user says of a picture to its A: a {@link dev.limpid.degradation.Task} for each kind of degradation, with the {@link
 * dev.limpid.degradation.Option}s that it takes and the {@link dev.limpid.degradation.Degradation} that they make; {@link
 * dev.limpid.degradation.MeasurementFolder} keeps measurements in files. May know {@code operator}, {@code io} and {@code
 * checkpoint}; for {@code restoration} and above.
 */
@NullMarked
package dev.limpid.degradation;

import org.jspecify.annotations.NullMarked;
