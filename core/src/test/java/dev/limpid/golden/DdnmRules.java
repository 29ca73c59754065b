package dev.limpid.golden;

import static dev.limpid.golden.StoredOperator.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.Ddnm;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Rule for the kind ddnm: the whole trajectory from the stored measurement and draws.
 *
 * <p>For super-resolution the recorded code of DDNM+ takes the pixels of a block for its coefficients when it adds noise: the draw is
 * as good as ours, but ε̂ comes out rotated. Ours gets such a draw, to which the difference of the two ε̂ is added.
 */
final class DdnmRules {
    private DdnmRules() {}

    static void ddnm(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = GoldenOptions.of(golden, "T_sampling", "travel_length", "travel_repeat", "eta");
        var config = new Ddnm.Config(
                h.path("T_sampling").asInt(),
                "dmplug",
                h.path("eta").asDouble(),
                h.path("travel_length").asInt(),
                h.path("travel_repeat").asInt());
        double sigma = h.path("sigma_y").asDouble();
        boolean rotated = sigma > 0 && rotates(h.path("deg").asText());
        GoldenSpectral a = GoldenSpectral.of(golden);
        DiffusionPrior prior = SolverRules.prior(golden);
        var epsilon = new AtomicReference<Tensor>();
        double[] times = tensor(tensors, "coef.t_tnext").toDoubles();
        Tensor latent = BaselineRecording.draw(tensors, "init.noise");
        var draws = new RecordedDraws(latent, (purpose, step) -> {
            if (purpose.equals("latent")) {
                return latent;
            }
            Tensor noise = BaselineRecording.draw(tensors, "it" + step + ".noise");
            boolean down = times[2 * step + 1] < times[2 * step];
            return rotated && down ? rotated(golden, a, noise, epsilon.get(), config.eta()) : noise;
        });
        var recording = new BaselineRecording(golden, tensors, draws);
        List<Double> asked = new ArrayList<>();
        DiffusionPrior noting = prior.with((x, t) -> {
            asked.add(t);
            epsilon.set(prior.denoiser().epsilon(x, t));
            return epsilon.get();
        });

        assertThat(new Ddnm(noting, config)
                        .solve(new Measurement(tensor(tensors, "y_0"), a, sigma), recording)
                        .complete())
                .isTrue();
        recording.check();
        assertThat(asked).as("times of the steps down").isEqualTo(down(times));
    }

    /** The times of the pairs (t, next) that go down. */
    private static List<Double> down(double... pairs) {
        List<Double> down = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i + 1] < pairs[i]) {
                down.add(pairs[i]);
            }
        }
        return down;
    }

    private static boolean rotates(String degradation) {
        return switch (degradation) {
            case "sr" -> true;
            case "inp", "deno" -> false;
            default -> throw new AssertionError("what DDNM+ does for " + degradation + " was never recorded");
        };
    }

    private static Tensor rotated(GoldenCase golden, GoldenSpectral a, Tensor noise, Tensor epsilon, double eta) {
        assertThat(eta).as("eta, of which the draw's share is made").isPositive();
        GoldenSpectral pixels = GoldenSpectral.ofPixels(golden);
        Tensor unmeasured = a.singular().greater(0).to(DType.FLOAT32).neg().add(1);
        Tensor difference = pixels.vt(epsilon).sub(a.vt(epsilon)).mul(Math.sqrt(1 - eta * eta) / eta);
        return a.v(pixels.vt(noise).add(difference.mul(unmeasured)));
    }
}
