/**
 * From what a user says of a picture to its A: {@link dev.limpid.degradation.task.Task}, one file for each, with the {@link
 * dev.limpid.degradation.task.Option}s that it takes and the {@link dev.limpid.degradation.task.Degradation} that they make;
 * {@link dev.limpid.degradation.task.MeasurementFolder} keeps measurements in files. May know operator, io and checkpoint.
 */
@NullMarked
package dev.limpid.degradation.task;

import org.jspecify.annotations.NullMarked;
