/** Turbulence: tilts of the image, and blur. */
@NullMarked
package dev.limpid.operator.turbulence;

import org.jspecify.annotations.NullMarked;
