package dev.limpid.solver;

/**
 * The work of a complete solve, for one image.
 *
 * @param forward evaluations of the denoiser that are not back-propagated
 * @param backward evaluations of the denoiser that are
 * @param gradients evaluations of A with its gradient, outside the denoiser's
 * @param proxes proximal steps of A
 * @param kernelFits fits of an unknown kernel
 */
public record Cost(long forward, long backward, long gradients, long proxes, long kernelFits) {
    public Cost {
        Require.notNegative("forward", forward);
        Require.notNegative("backward", backward);
        Require.notNegative("gradients", gradients);
        Require.notNegative("proxes", proxes);
        Require.notNegative("kernelFits", kernelFits);
    }

    /** For a method that evaluates the denoiser and nothing else that takes time. */
    public static Cost evaluations(long forward, long backward) {
        return new Cost(forward, backward, 0, 0, 0);
    }

    /** For a method without a prior that is done in an instant. */
    public static Cost nothing() {
        return evaluations(0, 0);
    }

    /** The denoiser's part of it. */
    public Cost ofNetwork() {
        return evaluations(forward, backward);
    }

    /** Everything else. */
    public Cost ofData() {
        return new Cost(0, 0, gradients, proxes, kernelFits);
    }

    /** All evaluations of the denoiser. */
    public long evaluations() {
        return forward + backward;
    }
}
