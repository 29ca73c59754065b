/**
 * The command line: {@link dev.limpid.cli.Limpid} and one class per command. A command checks its options, makes a request
 * of them and hands it to its {@link dev.limpid.cli.Runner}; no mathematics here. May know everything in core but {@code
 * org.bytedeco}.
 */
@NullMarked
package dev.limpid.cli;

import org.jspecify.annotations.NullMarked;
