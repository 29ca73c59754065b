/** The commands that list, measure, compare and sample priors. */
@NullMarked
package dev.limpid.cli.prior;

import org.jspecify.annotations.NullMarked;
