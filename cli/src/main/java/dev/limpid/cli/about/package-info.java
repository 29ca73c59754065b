/** The commands that tell what the program offers, and whether it works on this machine. */
@NullMarked
package dev.limpid.cli.about;

import org.jspecify.annotations.NullMarked;
