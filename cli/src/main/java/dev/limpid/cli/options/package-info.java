/** Options that several commands share, and how their texts become the values of the library. */
@NullMarked
package dev.limpid.cli.options;

import org.jspecify.annotations.NullMarked;
