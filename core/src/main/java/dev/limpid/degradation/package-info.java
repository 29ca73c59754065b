/**
 * The tasks: a {@link dev.limpid.degradation.Degradation} has the parameters of one and makes its A, and a
 * {@link dev.limpid.degradation.MeasurementFolder} keeps a measurement in files. May know {@code operator}, {@code io} and
 * {@code checkpoint}; for {@code restoration} and above.
 */
@NullMarked
package dev.limpid.degradation;

import org.jspecify.annotations.NullMarked;
