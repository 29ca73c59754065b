/** The commands that degrade and restore pictures. The package {@code dev.limpid.job} does their work. */
@NullMarked
package dev.limpid.cli.restore;

import org.jspecify.annotations.NullMarked;
