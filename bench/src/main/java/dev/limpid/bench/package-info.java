/**
 * The costs of a solve: {@link dev.limpid.bench.Bench}, the program behind {@code limpid bench}. Every case runs in a process
 * of its own, so that its peak memory is its own. {@code theory} measures no costs, and is an experiment.
 */
@NullMarked
package dev.limpid.bench;

import org.jspecify.annotations.NullMarked;
