package dev.limpid.restoration;

import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.Settings;
import dev.limpid.solver.SolverConfig;
import java.util.Locale;
import java.util.Optional;

/**
 * A prior as a solve meets it, which asks it for no more noise than it was trained on.
 *
 * @param prior the one that was given, or the same at the pace that brings the solve's first time into the range
 * @param notice a remark where the solve begins with less noise than its settings say
 */
record TrainedRange(DiffusionPrior prior, Optional<String> notice) {
    /** Rounding between times and noise levels. */
    private static final double SLACK = 1 + 1e-6;

    /**
     * Fits a solve into the prior's range: all its times are drawn together, so that as many steps in the same spacing begin at the largest
     * noise that the prior knows.
     *
     * @param blind whether there is no classical estimate to begin with
     * @throws IllegalArgumentException if the solve would leave the range, at times that the user has listed
     */
    static TrainedRange of(DiffusionPrior prior, SolverChoice solver, boolean blind) {
        SolverConfig config = solver.config();
        NoiseSchedule schedule = prior.schedule();
        double asked = config.largestSigma(schedule);
        double known = prior.largestSigma();
        if (asked <= known * SLACK) {
            return new TrainedRange(prior, Optional.empty());
        }
        double last = schedule.time(known);
        boolean keeps = config.keepsToRange();
        if (!keeps && (last < 1 || isListedByUser(solver))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s begins at noise of sigma %.3g (of a [-1, 1] image, t = %.0f), but the prior was trained on at most %.3g:"
                            + " choose a grid that begins at t = %.0f or less",
                    solver.method().name(),
                    asked,
                    schedule.time(asked),
                    known,
                    Math.floor(last)));
        }
        String notice = String.format(
                Locale.ROOT,
                "the prior knows noise up to sigma %.3g (of a [-1, 1] image): %s begins there, at t = %.0f, and not at sigma %.3g; %s",
                known,
                solver.method().name(),
                Math.floor(last),
                asked,
                blind ? "from the measurement" : "from the classical estimate");
        return new TrainedRange(keeps ? prior : prior.slowed(last / schedule.time(asked)), Optional.of(notice));
    }

    /** Whether the settings have times themselves, which are those of no preset: such times stand. */
    private static boolean isListedByUser(SolverChoice solver) {
        return solver.configuration().get("grid") instanceof String grid
                && TimeGrid.isListed(grid)
                && solver.method().presets().stream()
                        .flatMap(preset -> preset.byTask().values().stream())
                        .noneMatch(config -> grid.equals(Settings.of(config).get("grid")));
    }
}
