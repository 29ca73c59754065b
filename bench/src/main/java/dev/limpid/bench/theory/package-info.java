/**
 * The theory behind DMILO, measured on problems so small that both sides of its inequality can be computed:
 * {@link dev.limpid.bench.theory.TheoryBench}. Vectors are arrays of doubles; a point of a range is given by its parameters
 * (z, ν), one after the other in one array.
 */
@NullMarked
package dev.limpid.bench.theory;

import org.jspecify.annotations.NullMarked;
