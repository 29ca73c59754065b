/** A local web page and a REST API over {@link dev.limpid.job.JobRunner}: uploads, a queue, and results that survive a crash. */
@NullMarked
package dev.limpid.server;

import org.jspecify.annotations.NullMarked;
