/** Blur by a kernel, known or unknown, with its boundary. */
@NullMarked
package dev.limpid.operator.blur;

import org.jspecify.annotations.NullMarked;
