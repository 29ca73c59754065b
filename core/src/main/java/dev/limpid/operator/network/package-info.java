/** A nonlinear blur that a network has learned. */
@NullMarked
package dev.limpid.operator.network;

import org.jspecify.annotations.NullMarked;
