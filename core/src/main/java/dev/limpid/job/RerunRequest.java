package dev.limpid.job;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A run to be repeated.
 *
 * @param record its {@code run.json}
 * @param input where its input is now, or null where it still is
 * @param out folder for the new result
 * @param force whether files of others that lie there may be replaced
 */
public record RerunRequest(Path record, @Nullable Path input, Path out, boolean force) {}
