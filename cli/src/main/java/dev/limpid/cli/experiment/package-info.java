/** The command for experiments. */
@NullMarked
package dev.limpid.cli.experiment;

import org.jspecify.annotations.NullMarked;
