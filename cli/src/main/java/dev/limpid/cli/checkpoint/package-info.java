/** The commands for files of weights. */
@NullMarked
package dev.limpid.cli.checkpoint;

import org.jspecify.annotations.NullMarked;
