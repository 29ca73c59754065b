package dev.limpid.solver;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import java.util.List;

/**
 * DPIR's alternation with a diffusion prior as the denoiser: D(x, σ) is x̂_0 at the time whose noise is σ. Not what its authors
 * measured, hence a name of its own; with their kind of denoiser it is {@link Dpir}.
 *
 * <p>A linear A and Gaussian noise. Source: as for {@link Dpir}. docs/algorithms/dpir.md.
 */
final class DpirDm implements Solver {
    /** As users meet it. */
    public static final Method<Dpir.Config> METHOD = Method.of(
            "dpir-dm",
            "DPIR with a diffusion prior (after Zhang et al., TPAMI 2022)",
            new Method.Need(LinearOperator.class, "a linear A"),
            Dpir.Config.class,
            DpirDm::new,
            List.of(new Preset<>(
                    Preset.BRIEF,
                    "[D] the values of DPIR without turns: a prior of upright objects does not know them in other positions",
                    Dpir.brief(false))));

    private final DiffusionPrior prior;
    private final Dpir.Config config;

    /** @throws IllegalArgumentException if the prior is a local denoiser: with such a one it would be DPIR */
    DpirDm(DiffusionPrior prior, Dpir.Config config) {
        Require.check(
                !prior.isLocal(),
                METHOD.name() + " needs a diffusion prior of whole images: with a local denoiser it is "
                        + Dpir.METHOD.name());
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        return Dpir.alternate(prior, config, measurement, run);
    }
}
