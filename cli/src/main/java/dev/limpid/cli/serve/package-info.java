/** The command that serves the web page. */
@NullMarked
package dev.limpid.cli.serve;

import org.jspecify.annotations.NullMarked;
