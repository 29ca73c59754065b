package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.MixturePrior;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method that restores by a known A, with a prior of two kinds of images whose posterior is known: it ends where docs/algorithms/mixture.md
 * says, beside the posterior's values. A new method needs a row there.
 */
class MixtureTest {
    private static final Path PAGE =
            Path.of(System.getProperty("limpid.root", ".."), "docs", "algorithms", "mixture.md");
    private static final int SIDE = 4;
    private static final int IMAGES = 200;
    private static final double VARIANCE = 0.02;
    private static final double SIGMA_Y = 0.1;
    private static final double Y = 0.02;
    /** The first kind's mean where A does not look, and where it does; the other kind has the opposite. */
    private static final double UNSEEN = 0.4;

    private static final double SEEN = 0.1;

    /** Four standard errors of a share of 200 images, and some for images that rounding takes to the other kind. */
    private static final double OF_SHARE = 0.15;

    private static final double OF_VALUE = 0.03;

    static List<Named<Method<?>>> methods() {
        return Methods.ALL.stream()
                .filter(method -> method.usesPrior()
                        && ForwardOperator.class.isAssignableFrom(method.needs().type())
                        && method.needs().type().isAssignableFrom(Diagonal.class))
                .<Named<Method<?>>>map(method -> Named.of(method.name(), method))
                .toList();
    }

    private static Tensor halves(double upper, double lower, long images) {
        return Tensor.cat(
                List.of(Tensor.full(upper, images, 1, SIDE / 2, SIDE), Tensor.full(lower, images, 1, SIDE / 2, SIDE)),
                2);
    }

    private static DiffusionPrior prior() {
        return new MixturePrior(
                        List.of(halves(UNSEEN, SEEN, 1), halves(-UNSEEN, -SEEN, 1)), List.of(0.5, 0.5), VARIANCE)
                .prior();
    }

    /** The settings for inpainting, whose operator the problem's is, or for another task. */
    private static <C extends SolverConfig> C settings(Method<C> method) {
        Preset<C> brief = method.presets().stream()
                .filter(preset -> preset.name().equals(Preset.BRIEF))
                .findFirst()
                .orElseThrow();
        var tasks = new TreeSet<>(brief.byTask().keySet());
        return method.preset(Preset.BRIEF, tasks.contains("inpainting") ? "inpainting" : tasks.first());
    }

    /**
     * Where results end.
     *
     * @param share of those that are of the first kind
     * @param away mean distance of their unseen half from the nearer kind's
     * @param seen mean of their seen half
     */
    private record End(double share, double away, double seen) {
        static End of(Tensor x) {
            double[] unseen = x.narrow(2, 0, SIDE / 2).mean(1, 2, 3).toDoubles();
            return new End(
                    Arrays.stream(unseen).filter(u -> u > 0).count() / (double) unseen.length,
                    Arrays.stream(unseen)
                            .map(u -> Math.abs(Math.abs(u) - UNSEEN))
                            .average()
                            .orElseThrow(),
                    x.narrow(2, SIDE / 2, SIDE / 2).mean().item());
        }

        static End stated(String name, End found) throws IOException {
            String page = Files.readString(PAGE);
            Matcher row = Pattern.compile(
                            "(?m)^\\| " + Pattern.quote(name) + " \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|")
                    .matcher(page);
            assertThat(row.find())
                    .as(PAGE + " has a row of " + name + ", such as " + found)
                    .isTrue();
            return new End(
                    Double.parseDouble(row.group(1)),
                    Double.parseDouble(row.group(2)),
                    Double.parseDouble(row.group(3)));
        }

        boolean isNear(End other) {
            return Math.abs(share - other.share) <= OF_SHARE
                    && Math.abs(away - other.away) <= OF_VALUE
                    && Math.abs(seen - other.seen) <= OF_VALUE;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "| %.2f | %.2f | %.2f |", share, away, seen);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void endsWhereThePageSays(Method<?> method) throws IOException {
        try (var scope = Scope.open()) {
            var a = new Diagonal(halves(0, 1, 1).to(DType.FLOAT32));
            var measurement = new Measurement(halves(0, Y, IMAGES), a, SIGMA_Y);
            DiffusionPrior prior = method.equals(Dpir.METHOD) ? Cases.asLocal(prior()) : prior();
            Observers run = Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, IMAGES, 1, SIDE, SIDE))
                    .estimating(measurement.y());

            End end = End.of(method.solver(prior, settings(method))
                    .solve(measurement, run)
                    .x());

            assertThat(end.isNear(End.stated("`" + method.name() + "`", end)))
                    .as(method.name() + " ends at " + end)
                    .isTrue();
        }
    }

    /** w_j ∝ N(y; A μ_j, (v + σ_y²) I); in each kind the pixels are independent and Gaussian. */
    @Test
    void thePageHasThePosterior() throws IOException {
        double odds = SIDE * SIDE / 2.0 * 4 * Y * SEEN / (2 * (VARIANCE + SIGMA_Y * SIGMA_Y));
        double share = 1 / (1 + Math.exp(-odds));
        double seen = (2 * share - 1) * SEEN;
        double weight = VARIANCE / (VARIANCE + SIGMA_Y * SIGMA_Y);
        // The mean of half the pixels is Gaussian around its kind's.
        double away = Math.sqrt(2 / Math.PI * VARIANCE / (SIDE * SIDE / 2.0));

        var exact = new End(share, away, seen + weight * (Y - seen));

        assertThat(End.stated("the posterior", exact).toString()).isEqualTo(exact.toString());
    }

    /** ε̂ is −s times the gradient of log p(x_t): here by differences. */
    @Test
    void thePriorIsThatOfTheMixture() {
        try (var scope = Scope.open()) {
            double t = 300;
            DiffusionPrior prior = prior();
            double alphaBar = prior.schedule().alphaBar(t);
            Tensor x = Rng.of(3).normal(1, 1, SIDE, SIDE).mul(0.3);
            double h = 1e-3;
            for (int row = 0; row < SIDE; row++) {
                Tensor step = Tensor.zeros(1, 1, SIDE, SIDE).copy();
                Tensor pixel = step.narrow(2, row, 1).narrow(3, 1, 1);
                pixel.assign(pixel.add(h));
                double slope = (logDensity(x.add(step), alphaBar) - logDensity(x.sub(step), alphaBar)) / (2 * h);
                double epsilon = prior.denoiser()
                        .epsilon(x, t)
                        .narrow(2, row, 1)
                        .narrow(3, 1, 1)
                        .item();
                assertThat(-Math.sqrt(1 - alphaBar) * slope).isCloseTo(epsilon, within(1e-3));
            }
        }
    }

    private static double logDensity(Tensor x, double alphaBar) {
        double spread = alphaBar * VARIANCE + 1 - alphaBar;
        double[] values = x.toDoubles();
        double sum = 0;
        for (int kind = -1; kind <= 1; kind += 2) {
            double squares = 0;
            for (int p = 0; p < values.length; p++) {
                double mean = kind * Math.sqrt(alphaBar) * (p < SIDE * SIDE / 2 ? UNSEEN : SEEN);
                squares += (values[p] - mean) * (values[p] - mean);
            }
            sum += 0.5 * Math.exp(-squares / (2 * spread));
        }
        return Math.log(sum);
    }
}
