package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.AffineRows.Affine;
import dev.limpid.solver.AffineRows.Moments;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DiffPIR with a Gaussian prior, where every step is affine. */
class DiffPirTest {
    private static final int IMAGES = 400;

    private static DiffPir.Config config(int steps, double lambda, double zeta, double eta, double guidance) {
        return new DiffPir.Config(steps, "quadratic", 1e6, lambda, zeta, eta, guidance, true);
    }

    private static double[] solve(DiffPir.Config config) {
        Observers run = Rows.run(IMAGES).estimating(Tensor.full(Rows.X, IMAGES, 1, Rows.SIDE, Rows.SIDE));
        return Solved.of(new DiffPir(Rows.prior(), config), Rows.measurement(IMAGES), run)
                .x();
    }

    /** The solution of the data step in a row of that singular value, part of the way from x̂_0. */
    private static Affine towards(DiffPir.Config config, int t, double s) {
        double ratio = Rows.SIGMA_Y / 2 / (AffineRows.sigma(t) / AffineRows.alpha(t));
        double rho = config.lambda() * ratio * ratio;
        Affine model = AffineRows.x0Hat(t);
        Affine whole = model.times(rho).plus(Affine.constant(s * s * Rows.X)).times(1 / (s * s + rho));
        return model.plus(whole.minus(model).times(config.guidance()));
    }

    private static Moments moments(DiffPir.Config config, double s) {
        List<TimeGrid.Step> grid = TimeGrid.named(config.grid(), config.steps()).steps();
        int first = grid.get(0).t();
        var moments = new Moments(AffineRows.alpha(first) * Rows.X, Math.pow(AffineRows.sigma(first), 2));
        for (int i = 0; i + 1 < grid.size(); i++) {
            int t = grid.get(i).t();
            int next = grid.get(i + 1).t();
            Affine x0 = towards(config, t, s);
            Affine epsilon = Affine.X_T.minus(x0.times(AffineRows.alpha(t))).times(1 / AffineRows.sigma(t));
            double beta = 1 - AffineRows.alphaBar(t) / AffineRows.alphaBar(t - 1);
            double fresh = config.eta() * AffineRows.sigma(next) / AffineRows.sigma(t) * Math.sqrt(beta);
            double kept = Math.sqrt(1 - config.zeta());
            double still = kept * Math.sqrt(Math.pow(AffineRows.sigma(next), 2) - fresh * fresh);
            double drawn = Math.hypot(kept * fresh, Math.sqrt(config.zeta()) * AffineRows.sigma(next));
            moments = moments.after(x0.times(AffineRows.alpha(next)).plus(epsilon.times(still)), drawn);
        }
        return moments.after(towards(config, grid.get(grid.size() - 1).t(), s), 0);
    }

    @ParameterizedTest
    @CsvSource({"20, 7, 0.3, 0, 1", "20, 1, 1, 0, 1", "10, 6, 0.25, 0.5, 1", "12, 3, 0, 0, 0.5"})
    void samplesHaveTheMomentsOfTheEquations(int steps, double lambda, double zeta, double eta, double guidance) {
        try (var scope = Scope.open()) {
            DiffPir.Config config = config(steps, lambda, zeta, eta, guidance);

            AffineRows.requireMoments(solve(config), s -> moments(config, s));
        }
    }

    /** σ_n counts as half of what it is, so that λ = 4 weighs as the noise says; the spread is that of no posterior. */
    @ParameterizedTest
    @CsvSource({
        "1, 0.3, 1, 0.385, 0.039",
        "4, 0.3, 1, 0.354, 0.073",
        "7, 0.3, 1, 0.331, 0.091",
        "1, 0.3, 0.2, 0.259, 0.132",
        "4, 0.3, 0.2, 0.177, 0.164",
        "7, 0.3, 0.2, 0.152, 0.171",
        "7, 0.3, 0, 0.100, 0.184",
        "7, 1, 0, 0.100, 0.134"
    })
    void theMomentsOfTheEquationsAreThoseOfThePage(
            double lambda, double zeta, double s, double mean, double deviation) {
        Moments end = moments(config(100, lambda, zeta, 0, 1), s);

        assertThat(end.mean()).isCloseTo(mean, within(6e-4));
        assertThat(Math.sqrt(end.variance())).isCloseTo(deviation, within(6e-4));
    }
}
