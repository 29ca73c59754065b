/** Tests of the benchmark's own arithmetic and of its manners; what it measures is never tested. */
@NullMarked
package dev.limpid.bench;

import org.jspecify.annotations.NullMarked;
