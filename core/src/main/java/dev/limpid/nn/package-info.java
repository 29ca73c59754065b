/**
 * Layers of neural networks: {@link dev.limpid.nn.Conv2d}, {@link dev.limpid.nn.GroupNorm}, {@link dev.limpid.nn.ResBlock},
 * {@link dev.limpid.nn.Attention}. A layer takes its weights as tensors, by name, from {@link dev.limpid.nn.Weights}; it
 * knows no files. May know {@code tensor} alone; for the prior, and for operators and metrics that are networks themselves.
 */
@NullMarked
package dev.limpid.nn;

import org.jspecify.annotations.NullMarked;
