/**
 * How far a restored image is from the truth: {@link dev.limpid.metric.Metric} and its kinds. Arguments are images
 * (B, C, H, W) in [−1, 1]; the measures themselves are taken on [0, 1]. May know {@code tensor} and {@code nn}; solvers
 * must not know this package, so that none can see a ground truth.
 */
@NullMarked
package dev.limpid.metric;

import org.jspecify.annotations.NullMarked;
