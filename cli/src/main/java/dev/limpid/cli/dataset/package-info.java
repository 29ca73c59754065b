/** The commands that make pictures to train on. */
@NullMarked
package dev.limpid.cli.dataset;

import org.jspecify.annotations.NullMarked;
