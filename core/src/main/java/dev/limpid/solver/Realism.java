package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * The realism of {@link Hqs}: its result is renoised, and goes down again with fresh noise in each step. docs/algorithms/hqs.md.
 *
 * @param d the prior's, or its part that is asked for
 * @param largestSigma of the prior
 */
record Realism(Hqs.Config config, Hqs.D d, double largestSigma, Measurement measurement, Run run) {
    /** Noise of the result at realism 1, in the units of a [−1, 1] image. */
    static final double MOST = 1;

    /** Steps with fresh noise. */
    static final int STEPS = 10;

    /**
     * z ← argmin over z of ‖y − A z‖² + σ_n² / σ_k² ‖z − x‖² with x = D(z + fresh noise, σ_k), down to σ_K; the last x is the result.
     *
     * @param begun steps that an earlier run did; none where it is negative
     * @param z changed in place
     */
    void invent(int begun, Tensor z) {
        for (int k = Math.max(begun, 0); k < STEPS && run.goesOn(); k++) {
            try (var step = Scope.open()) {
                double sigma = sigma(k);
                Tensor x = d.of(z.add(fresh(k)), sigma);
                boolean last = k + 1 == STEPS;
                z.assign(last ? x : Hqs.data(x, sigma, 1, measurement));
                if (last) {
                    Hqs.meetExactly(config, z, measurement);
                }
                Hqs.show(config.steps() + k, z, run);
            }
        }
    }

    /**
     * Noise that makes up for σ_k² I together with the measurement's noise in z. After a data step at σ that noise has the covariance
     * c² (U − U²), where U = (AᵀA + ρ I)⁻¹ ρ and ρ = σ_n² / σ², and c is σ, or its share that the measurement's noise is of σ_n. For
     * normal n and m, independent of each other, c (U − I / 2) n + √(σ_k² − c² / 4) m has the rest. No data step went before the first.
     */
    private Tensor fresh(int k) {
        // Its parts are whole images, and would stay through the denoising.
        return Scope.tidy(() -> drawn(k));
    }

    private Tensor drawn(int k) {
        double sigma = sigma(k);
        Tensor m = run.draws().normal("realism", k);
        double share = measurement.noiseLevel() / measurement.assumedNoise();
        if (k == 0 || share == 0) {
            return m.mul(sigma);
        }
        double before = sigma(k - 1);
        // A c above 2 σ_k would draw more noise than σ_k.
        double c = Math.min(share * before, 2 * sigma);
        Tensor n = run.draws().normal("realism in A", k);
        var nothing = new Measurement(measurement.y().zerosLike(), measurement.a(), measurement.noiseLevel());
        Tensor u = Hqs.data(n, before, 1, nothing);
        double rest = Math.sqrt(sigma * sigma - c * c / 4);
        return u.sub(n.div(2)).mul(c).add(m.mul(rest));
    }

    /** σ_k, never beyond what the prior was trained for. */
    private double sigma(int k) {
        double first = Math.max(config.realism() * MOST, config.sigmaLast());
        return Math.min(Hqs.sigma(k, STEPS, first, config.sigmaLast()), largestSigma);
    }
}
