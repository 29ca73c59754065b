package dev.limpid.restoration;

import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.BlindConfig;
import dev.limpid.solver.BlindPgd;
import dev.limpid.solver.BlindPgdConfig;
import dev.limpid.solver.BlindSolver;
import dev.limpid.solver.Dmilo;
import dev.limpid.solver.DmiloBlind;
import dev.limpid.solver.DmiloBlindConfig;
import dev.limpid.solver.DmiloConfig;
import dev.limpid.solver.DmiloPgd;
import dev.limpid.solver.DmiloPgdBlind;
import dev.limpid.solver.DmiloPgdBlindConfig;
import dev.limpid.solver.DmiloPgdConfig;
import dev.limpid.solver.ResumableSolver;
import dev.limpid.solver.SolverConfig;

/** The one place where a configuration becomes a solver. */
public final class Solvers {
    private Solvers() {}

    public static ResumableSolver of(SolverConfig config, DiffusionPrior prior) {
        if (config instanceof DmiloConfig dmilo) {
            return new Dmilo(prior, dmilo);
        }
        if (config instanceof DmiloPgdConfig pgd) {
            return new DmiloPgd(prior, pgd);
        }
        throw new IllegalArgumentException("no solver for " + config);
    }

    public static BlindSolver blind(BlindConfig config, DiffusionPrior prior) {
        if (config instanceof DmiloBlindConfig dmilo) {
            return new DmiloBlind(prior, dmilo);
        }
        return config instanceof DmiloPgdBlindConfig pgd
                ? new DmiloPgdBlind(prior, pgd)
                : new BlindPgd(prior, (BlindPgdConfig) config);
    }
}
