package dev.limpid.golden;

import static dev.limpid.golden.StoredOperator.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.Dcps;
import dev.limpid.solver.Run;
import dev.limpid.solver.Start;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rule for the kind dcps: the chain of every block, and every gradient step and draw of its reverse steps. */
final class DcpsRules {
    private static final Pattern EDGES = Pattern.compile("linspace\\(0, (\\d+), (\\d+)\\)");

    private DcpsRules() {}

    static void dcps(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = golden.entry().path("hyperparameters");
        Dcps.Config config = config(h);
        Tensor latent = BaselineRecording.draw(tensors, "init.noise");
        var draws = new RecordedDraws(latent, (purpose, step) -> switch (purpose) {
            case "latent" -> latent;
            case "langevin" ->
                BaselineRecording.draw(
                        tensors,
                        "b" + step / config.langevinSteps() + ".ula" + step % config.langevinSteps() + ".noise");
            case "q", "kl" ->
                BaselineRecording.draw(
                        tensors,
                        "it" + step / config.gradientSteps() + ".g" + step % config.gradientSteps() + ".noise_"
                                + purpose);
            case "step" -> BaselineRecording.draw(tensors, "it" + step + ".noise");
            default -> throw new AssertionError("the recorded run drew no " + purpose);
        });
        var recording = new BaselineRecording(golden, tensors, draws);
        String degradation = tensors.containsKey("missing_pixels") ? "inp" : "sr";
        var a = new Flat(GoldenSpectral.of(golden, degradation), latent.shape());
        Tensor y = tensor(tensors, "y_0");
        var measurement = new Measurement(
                y.reshape(1, 1, 1, y.count()), a, h.path("obs_std").asDouble());

        List<Double> asked = new ArrayList<>();
        assertThat(new Dcps(shifted(SolverRules.prior(golden), asked), config)
                        .solve(measurement, new Noting(recording, inner -> note(recording, config, inner)))
                        .complete())
                .isTrue();
        assertThat(asked).isEqualTo(times(config, tensors));
        recording.check();
    }

    private static Dcps.Config config(JsonNode h) {
        Noting.requireOnly(
                h,
                "task_arg",
                "obs_std",
                "obs_timesteps",
                "n_steps",
                "ip_type",
                "noise_type",
                "optimizer",
                "gradient_steps",
                "learning_rate",
                "langevin_steps",
                "gamma",
                "eta",
                "seed");
        assertThat(h.path("ip_type").asText()).isEqualTo("linear");
        assertThat(h.path("noise_type").asText()).isEqualTo("gaussian");
        Matcher edges = EDGES.matcher(h.path("obs_timesteps").asText());
        assertThat(edges.matches())
                .as("edges of the blocks: " + h.path("obs_timesteps"))
                .isTrue();
        return new Dcps.Config(
                Integer.parseInt(edges.group(1)),
                Integer.parseInt(edges.group(2)) - 1,
                h.path("n_steps").asInt(),
                h.path("langevin_steps").asInt(),
                h.path("gamma").asDouble(),
                h.path("gradient_steps").asInt(),
                switch (h.path("optimizer").asText()) {
                    case "SGD" -> Dcps.Optimiser.NORMALISED;
                    case "Adam" -> Dcps.Optimiser.ADAM;
                    default -> throw new AssertionError("no optimiser named " + h.path("optimizer"));
                },
                h.path("learning_rate").asDouble(),
                h.path("eta").asDouble(),
                false,
                Start.NOISE);
    }

    /** The recorded code has ᾱ of the time before the one that it tells the network. */
    private static DiffusionPrior shifted(DiffusionPrior prior, List<Double> asked) {
        return prior.with((x, t) -> {
            asked.add(t + 1);
            return prior.denoiser().epsilon(x, t + 1);
        });
    }

    /** The times that the recorded code asked its network for. */
    private static List<Double> times(Dcps.Config config, Map<String, Tensor> tensors) {
        double[] steps = tensor(tensors, "coef.t_tprev_tobs").toDoubles();
        double[] blocks = tensor(tensors, "coef.ula_t_obs_t_last").toDoubles();
        List<Double> times = new ArrayList<>();
        for (int k = 0; k < steps.length / 3; k++) {
            if (k % config.steps() == 0) {
                times.addAll(Collections.nCopies(config.langevinSteps(), blocks[2 * (k / config.steps()) + 1]));
            }
            times.add(steps[3 * k]);
            times.addAll(Collections.nCopies(config.gradientSteps(), steps[3 * k + 1]));
        }
        return times;
    }

    private static void note(BaselineRecording recording, Dcps.Config config, Run.Inner inner) {
        String b = "b" + inner.step() / config.steps() + ".ula";
        String it = "it" + inner.step();
        if (inner.layer() == 0) {
            recording.note(b + inner.iteration() + ".pot_grad", Noting.of(inner, "potential"));
            recording.note(b, Noting.of(inner, "x"));
            return;
        }
        String g = it + ".g" + inner.iteration();
        recording.note(g + ".grad_mean", Noting.of(inner, "gradient mean"));
        recording.note(g + ".grad_log_std", Noting.of(inner, "gradient log std"));
        recording.note(it + ".mean", Noting.of(inner, "mean"));
        recording.note(it + ".log_std", Noting.of(inner, "log std"));
    }

    /** A whose flat measurements are images of one row. */
    private record Flat(GoldenSpectral a, long... shape) implements LinearOperator {
        @Override
        public Tensor apply(Tensor x) {
            Tensor y = a.apply(x);
            return y.reshape(1, 1, 1, y.count());
        }

        /** V S Uᵀ y. */
        @Override
        public Tensor adjoint(Tensor y) {
            return a.v(a.ut(y.reshape(1, y.count())).mul(a.singular())).reshape(shape);
        }

        @Override
        public double squaredNorm() {
            return a.squaredNorm();
        }

        @Override
        public Flat to(Device device) {
            return new Flat(a.to(device), shape);
        }
    }
}
