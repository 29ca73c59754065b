/** A shaken camera whose sensor saturates: a nonlinear blur without weights. */
@NullMarked
package dev.limpid.operator.camera;

import org.jspecify.annotations.NullMarked;
