/** Resampling to fewer pixels, and super-resolution, which undoes it. */
@NullMarked
package dev.limpid.operator.resize;

import org.jspecify.annotations.NullMarked;
