package dev.limpid.restoration;

import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.solver.SolverConfig;
import java.util.Locale;
import java.util.Optional;

/** The noise levels that a prior was trained on, and those that a solve asks it for. */
final class TrainedRange {
    /** Rounding between times and noise levels. */
    private static final double SLACK = 1 + 1e-6;

    private TrainedRange() {}

    /**
     * Holds a solve against the prior's range.
     *
     * @return a remark where the solve begins with less noise than its settings say
     * @throws IllegalArgumentException if the solve would leave the range
     */
    static Optional<String> notice(DiffusionPrior prior, SolverChoice solver) {
        SolverConfig config = solver.config();
        NoiseSchedule schedule = prior.schedule();
        double asked = config.largestSigma(schedule);
        double known = prior.largestSigma();
        if (asked <= known * SLACK) {
            return Optional.empty();
        }
        String name = solver.method().name();
        if (config.keepsToRange()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%s begins at noise of sigma %.3g, the largest that the prior was trained on, and not at %.3g (of a [-1, 1]"
                            + " image)",
                    name,
                    known,
                    asked));
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "%s begins at noise of sigma %.3g (of a [-1, 1] image, t = %d), but the prior was trained on at most %.3g: choose a"
                        + " grid that begins at t = %d or less",
                name,
                asked,
                (int) Math.round(schedule.time(asked)),
                known,
                (int) Math.floor(schedule.time(known))));
    }
}
