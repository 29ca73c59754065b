package dev.limpid.cli;

import dev.limpid.degradation.Task;
import java.nio.file.Path;

/**
 * One demonstration.
 *
 * @param out folder for the pictures and the record, not yet made
 */
record DemoRequest(Task task, Path out, SolverChoice solver, Compute compute) {}
