package dev.limpid.solver;

/**
 * A solver for unknown kernels whose image and kernel together explain a measurement down to its noise, where the kernel has
 * taps enough: where they do not, more taps are worth a try.
 */
public interface KernelFinder extends Solver {}
