package dev.limpid.prior;

import dev.limpid.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The output of a denoiser for x_t.
 *
 * @param epsilon ε̂, of x_t's shape
 * @param variance v, of x_t's shape: the learned variance of a reverse step lies between its bounds, in the logarithm, at
 *     (v + 1) / 2; null where the network has not learned one. Source: Nichol and Dhariwal, ICML 2021, Eq. 15
 */
public record Prediction(Tensor epsilon, @Nullable Tensor variance) {}
