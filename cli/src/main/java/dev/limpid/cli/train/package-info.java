/** The command that trains a prior, with its chart and its progress. */
@NullMarked
package dev.limpid.cli.train;

import org.jspecify.annotations.NullMarked;
