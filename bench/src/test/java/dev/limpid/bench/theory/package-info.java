/** Tests of the experiment's arithmetic on problems whose answers are known. */
@NullMarked
package dev.limpid.bench.theory;

import org.jspecify.annotations.NullMarked;
