package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DPIR and DPIR-DM with independent Gaussian pixels, whose D is affine: pixel by pixel everything is known. */
class DpirTest {
    private static final double START = 0.3;

    private static double[] solve(Method<Dpir.Config> method, Dpir.Config config) {
        DiffusionPrior prior = method.equals(Dpir.METHOD) ? Cases.asLocal(Rows.prior()) : Rows.prior();
        Observers run = Rows.run(1).estimating(Tensor.full(START, 1, 1, Rows.SIDE, Rows.SIDE));
        return Solved.of(method.solver(prior, config), Rows.measurement(1), run).x();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void alternateAsTheRecursionOfOnePixel(boolean x8) {
        try (var scope = Scope.open()) {
            var config = new Dpir.Config(9, 0.4, 0.15, 0.23, x8);

            double[] dpir = solve(Dpir.METHOD, config);
            double[] dpirDm = solve(DpirDm.METHOD, config);

            assertThat(dpirDm).isEqualTo(dpir);
            for (int r = 0; r < Rows.SIDE; r++) {
                double s = Rows.SINGULAR[r];
                double expected = START;
                for (int k = 0; k < 9; k++) {
                    double sigma = 0.4 * Math.pow(0.15 / 0.4, k / 8.0);
                    double rho = 0.23 * Rows.SIGMA_Y * Rows.SIGMA_Y / (sigma * sigma);
                    double z = (s * s * Rows.X + rho * expected) / (s * s + rho);
                    expected = Rows.denoised(z, sigma);
                }
                assertThat(dpir[r * Rows.SIDE]).as("where s = " + s).isCloseTo(expected, within(1e-5));
            }
        }
    }

    /** With λ = 1 and one σ: z is the posterior's mean for images with σ² more variance, and x that denoised. */
    @Test
    void goesToTheMinimumOfItsObjective() {
        try (var scope = Scope.open()) {
            double sigma = 0.15;

            double[] x = solve(Dpir.METHOD, new Dpir.Config(300, sigma, sigma, 1, true));

            for (int r = 0; r < Rows.SIDE; r++) {
                double s = Rows.SINGULAR[r];
                double spread = s * s * (Rows.VARIANCE + sigma * sigma);
                double z = Rows.MEAN + (Rows.X - Rows.MEAN) * spread / (spread + Rows.SIGMA_Y * Rows.SIGMA_Y);
                assertThat(x[r * Rows.SIDE]).as("where s = " + s).isCloseTo(Rows.denoised(z, sigma), within(1e-4));
            }
        }
    }

    @Test
    void theLastLevelIsAtLeastTheNoiseOfTheMeasurement() {
        var config = new Dpir.Config(8, 0.4, 0.02, 0.23, true);

        assertThat(config.sigma(7, 0.002, 1)).isCloseTo(0.02, within(1e-12));
        assertThat(config.sigma(7, 0.1, 1)).isCloseTo(0.1, within(1e-12));
        assertThat(config.sigma(0, 0.6, 1)).as("of much noise").isCloseTo(0.6, within(1e-12));
        assertThat(new Dpir.Config(1, 0.4, 0.02, 0.23, true).sigma(0, 0.1, 1)).isEqualTo(0.4);
    }

    /** As in the authors' scripts: the factor of super-resolution, of 255; else the noise of the measurement. */
    @ParameterizedTest
    @CsvSource({
        "super-resolution, 2, 2",
        "super-resolution, 4, 4",
        "super-resolution, 8, 8",
        "gaussian-deblur, 1, 0.255"
    })
    void theLastLevelFollowsTheProblem(String task, int factor, double last) {
        Dpir.Config config = Dpir.METHOD.preset(Preset.AUTHORS_CODE, task);

        assertThat(config.sigma(config.steps() - 1, 0.002, factor)).isCloseTo(2 * last / 255, within(1e-12));
        assertThat(config.sigma(config.steps() - 1, 0.1, factor)).isCloseTo(0.1, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void theFactorIsThatOfTheMeasurement(int factor) {
        try (var scope = Scope.open()) {
            Dpir.Config config = Dpir.METHOD.preset(Preset.AUTHORS_CODE, "super-resolution");
            SuperResolution a = SuperResolution.bicubic(factor, 8, 8);
            var measurement = new Measurement(Tensor.zeros(1, 1, 8 / factor, 8 / factor), a, 0.001);
            var sigmas = new ArrayList<Double>();
            DiffusionPrior noting = Cases.asLocal(Rows.prior().with((x, t) -> {
                sigmas.add(NoiseSchedule.linear().noiseToImage(t));
                return x.zerosLike();
            }));
            Observers run = Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, 1, 1, 8, 8))
                    .estimating(Tensor.zeros(1, 1, 8, 8));

            new Dpir(noting, config).solve(measurement, run);

            assertThat(sigmas.get(sigmas.size() - 1)).isCloseTo(2 * factor / 255.0, within(1e-3));
        }
    }

    /** A denoiser that shifts the image by a row sees eight directions, and the image comes back as it was turned. */
    @Test
    void everyDenoisingSeesTheNextFlipOrTurn() {
        try (var scope = Scope.open()) {
            NoiseSchedule schedule = NoiseSchedule.linear();
            var shifts = new DiffusionPrior(
                    (x, t) -> x.sub(x.roll(new long[] {1}, 2)).div(Math.sqrt(1 - schedule.alphaBar(t))),
                    schedule,
                    1,
                    4,
                    1,
                    OptionalInt.of(1),
                    100);
            // With such a weight of the prior next to nothing of the measurement enters.
            Tensor picture = Rng.of(1).normal(1, 1, 3, 5).mul(0.3).clamp(-1, 1);
            var measurement = new Measurement(Tensor.zeros(1, 1, 3, 5), ForwardOperator.identity(), 0.001);
            var config = new Dpir.Config(8, 0.4, 0.3, 1e12, true);
            Observers run = Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, 1, 1, 3, 5))
                    .estimating(picture);

            Observers seen =
                    Solved.of(new Dpir(shifts, config), measurement, run).seen();

            // Up and down, left and right, each twice: the whole way leads back.
            double[] expected = picture.toDoubles();
            double[] last = seen.lastImage();
            for (int i = 0; i < expected.length; i++) {
                assertThat(last[i]).isCloseTo(expected[i], within(1e-4));
            }
            assertThat(seen.images.get(0).x()).isNotEqualTo(last);
        }
    }

    @Test
    void neitherStandsUnderTheNameOfTheOther() {
        try (var scope = Scope.open()) {
            DiffusionPrior whole = Rows.prior();
            Dpir.Config config = Dpir.METHOD.preset(Preset.BRIEF, "inpainting");

            assertThatThrownBy(() -> Dpir.METHOD.solver(whole, config))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "dpir needs a local denoiser, such as the prior photo: with a diffusion prior it is dpir-dm");
            assertThatThrownBy(() -> DpirDm.METHOD.solver(Cases.asLocal(whole), config))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("dpir-dm needs a diffusion prior of whole images: with a local denoiser it is dpir");
        }
    }
}
