package dev.limpid.job;

import dev.limpid.degradation.Task;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.SolverChoice;
import java.nio.file.Path;

/**
 * One demonstration.
 *
 * @param out folder for the pictures and the record, not yet made
 * @param force whether files of others that lie there may be replaced
 */
public record DemoRequest(Task task, Path out, SolverChoice solver, Compute compute, boolean force) {}
