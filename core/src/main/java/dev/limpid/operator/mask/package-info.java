/** Masks: pixels that were not observed, by a file or by a rule. */
@NullMarked
package dev.limpid.operator.mask;

import org.jspecify.annotations.NullMarked;
