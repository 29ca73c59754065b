/** How commands speak: lines, progress and JSON on a {@link dev.limpid.cli.console.Console}, and the events of a job on it. Knows no other package of the program. */
@NullMarked
package dev.limpid.cli.console;

import org.jspecify.annotations.NullMarked;
