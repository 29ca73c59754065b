/**
 * Files to restore, one after the other: a {@link dev.limpid.job.JobRunner} reads the pictures of a
 * {@link dev.limpid.job.JobRequest}, writes results with their records, goes on after an interruption and tells a
 * {@link dev.limpid.job.Listener} what happens. May know {@code restoration}, {@code io} and {@code checkpoint}; for the
 * applications.
 */
@NullMarked
package dev.limpid.job;

import org.jspecify.annotations.NullMarked;
