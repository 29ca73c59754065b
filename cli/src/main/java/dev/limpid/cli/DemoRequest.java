package dev.limpid.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One demonstration.
 *
 * @param task one of {@link Choices#TASKS}
 * @param out folder for the pictures and the record, not yet made
 * @param solver one of {@link Choices#SOLVERS}
 * @param preset one of {@link Choices#PRESETS}, or null for the task's own
 */
record DemoRequest(
        String task, Path out, String solver, @Nullable String preset, Compute compute) {}
