package dev.limpid.solver;

import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Where a solve stands between two outer iterations: with the measurement, everything that the rest of it depends on. No
 * optimiser's moments belong to it, because every layer's fit begins with fresh ones.
 *
 * @param outer outer iterations that are done, which is the number of the next one
 * @param x the image, (B, C, H, W) in [−1, 1]
 * @param latents z_1, …, z_n of the layers that are fitted, (B, C, H, W) each
 * @param deviations ν_1, …, ν_n, (B, C, H, W) each
 */
public record SolverState(int outer, Tensor x, List<Tensor> latents, List<Tensor> deviations) {
    public SolverState {
        latents = List.copyOf(latents);
        deviations = List.copyOf(deviations);
        Require.notNegative("outer", outer);
        Require.check(
                !latents.isEmpty() && latents.size() == deviations.size(),
                "a state has as many deviations as latents, got " + deviations.size() + " and " + latents.size());
        for (int i = 0; i < latents.size(); i++) {
            requireShape("latent " + (i + 1), latents.get(i), x);
            requireShape("deviation " + (i + 1), deviations.get(i), x);
        }
    }

    private static void requireShape(String what, Tensor tensor, Tensor x) {
        Require.check(
                Arrays.equals(tensor.shape(), x.shape()),
                what + " " + Arrays.toString(tensor.shape()) + " does not fit the image " + Arrays.toString(x.shape()));
    }

    /** The same values in tensors of their own, in the scope that is open. */
    public SolverState copy() {
        return new SolverState(
                outer,
                x.copy(),
                latents.stream().map(z -> z.detach().copy()).toList(),
                deviations.stream().map(nu -> nu.detach().copy()).toList());
    }
}
