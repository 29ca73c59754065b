/**
 * How far a restored image is from the truth: {@link dev.limpid.metric.Metric}, its kinds, and their list, {@link
 * dev.limpid.metric.Metrics}. Arguments are images (B, C, H, W) in [−1, 1]; PSNR and SSIM are measured on [0, 1]. May know {@code
 * tensor} and {@code nn}; solvers must not know this package, so that none can see a ground truth.
 */
@NullMarked
package dev.limpid.metric;

import org.jspecify.annotations.NullMarked;
