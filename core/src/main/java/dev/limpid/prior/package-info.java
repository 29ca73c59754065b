/**
 * Knowledge of images, as a pretrained diffusion model: {@link dev.limpid.prior.DiffusionPrior} (a {@link
 * dev.limpid.prior.Denoiser} with its {@link dev.limpid.prior.NoiseSchedule}) and the generator made of it, {@link
 * dev.limpid.prior.ReverseProcess}, a composition of {@link dev.limpid.prior.ReverseStep}s. May know {@code nn} and {@code
 * tensor}; knows nothing of operators.
 */
@NullMarked
package dev.limpid.prior;

import org.jspecify.annotations.NullMarked;
