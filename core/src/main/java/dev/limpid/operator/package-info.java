/**
 * How an image becomes a measurement, y = A(x) + noise: {@link dev.limpid.operator.ForwardOperator} and its kinds,
 * {@link dev.limpid.operator.Noise}, {@link dev.limpid.operator.Measurement}. Images are (B, C, H, W) in [−1, 1]. May know
 * {@code tensor} and {@code nn}; knows nothing of priors. A capability is a subtype: {@link
 * dev.limpid.operator.LinearOperator}, {@link dev.limpid.operator.PseudoInvertible}, {@link
 * dev.limpid.operator.Proximable}, {@link dev.limpid.operator.Spectral}, {@link
 * dev.limpid.operator.PartialObservation}. An A with unknowns inside is a {@link dev.limpid.operator.ParametricOperator} and no
 * {@code ForwardOperator}. Each kind has a package of its own, and {@link dev.limpid.operator.Operators} lists them.
 */
@NullMarked
package dev.limpid.operator;

import org.jspecify.annotations.NullMarked;
