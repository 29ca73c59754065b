/**
 * Classical restorers: no prior, no draws, an answer within a second. They are methods like any other, the estimates that other
 * methods begin with, and the honest floor of every comparison.
 */
@NullMarked
package dev.limpid.solver.classical;

import org.jspecify.annotations.NullMarked;
