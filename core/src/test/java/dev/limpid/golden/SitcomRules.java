package dev.limpid.golden;

import static dev.limpid.golden.StoredOperator.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.solver.Preset;
import dev.limpid.solver.Run;
import dev.limpid.solver.Sitcom;
import dev.limpid.solver.Stage;
import dev.limpid.solver.Start;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rule for the kind sitcom: every Adam step and every re-noising, to the last x̂_0. */
final class SitcomRules {
    private SitcomRules() {}

    static void sitcom(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = golden.entry().path("hyperparameters");
        Noting.requireOnly(
                h, "scheduler", "n_step", "num_steps", "learning_rate", "noiselevel", "scale", "operator", "seed");
        DiffusionPrior prior = SolverRules.prior(golden);
        int[] times = GoldenOptions.times(tensors);
        Sitcom.Config config = config(h, tensors);
        NoiseSchedule schedule = prior.schedule();
        Tensor latent = BaselineRecording.draw(tensors, "init.input")
                .mul(schedule.alpha(999))
                .add(BaselineRecording.draw(tensors, "init.noise").mul(schedule.sigma(999)));
        var draws = new RecordedDraws(
                latent,
                (purpose, step) ->
                        purpose.equals("latent") ? latent : BaselineRecording.draw(tensors, "it" + step + ".noise"));
        var recording = new BaselineRecording(golden, tensors, draws);
        // The recorded code puts noise on missing pixels, too, and counts them: to it a mask is an operator like any
        // other.
        ForwardOperator a = StoredOperator.of(h.path("operator"), tensors, latent);
        var measurement = new Measurement(
                tensor(tensors, "y_n"),
                ForwardOperator.of(a::apply),
                h.path("noiselevel").asDouble());
        var noted = new Noted(recording, golden, schedule, times);

        assertThat(new Sitcom(prior, config).solve(measurement, noted).complete())
                .isTrue();
        recording.note("trace.loss", Tensor.of(noted.losses(), noted.losses.size()));
        recording.check();
        assertThat(noted.evaluations).as("Adam steps").isEqualTo(counts(tensors));
    }

    /** How many Adam steps each time took, without those that took none. */
    private static Map<Integer, Integer> counts(Map<String, Tensor> tensors) {
        double[] done = tensor(tensors, "coef.adam_steps").toDoubles();
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int k = 0; k < done.length; k++) {
            if (done[k] > 0) {
                counts.put(k, (int) done[k]);
            }
        }
        return counts;
    }

    private static Sitcom.Config config(JsonNode h, Map<String, Tensor> tensors) {
        JsonNode scheduler = h.path("scheduler");
        assertThat(scheduler.path("beta_schedule").asText()).isEqualTo("linear");
        assertThat(scheduler.path("beta_start").asDouble()).isEqualTo(1e-4);
        assertThat(scheduler.path("beta_end").asDouble()).isEqualTo(0.02);
        assertThat(scheduler.path("num_train_timesteps").asInt()).isEqualTo(1000);
        GoldenOptions.Grid grid = GoldenOptions.grid(
                Sitcom.METHOD.preset(Preset.AUTHORS_CODE, "inpainting").grid(),
                h.path("n_step").asInt(),
                tensors);
        // The published code corrects the clean image in its task "inpainting" alone.
        boolean corrects = h.path("operator").path("name").asText().equals("inpainting");
        return new Sitcom.Config(
                grid.steps(),
                grid.name(),
                h.path("num_steps").asInt(),
                h.path("learning_rate").asDouble(),
                0,
                0.001,
                corrects ? h.path("scale").asDouble() : 0,
                Start.NOISE);
    }

    /** Notes by the directory's names. */
    private static final class Noted implements Run {
        private final BaselineRecording recording;
        private final GoldenCase golden;
        private final NoiseSchedule schedule;
        private final int[] times;
        private final List<Double> losses = new ArrayList<>();
        private final Map<Integer, Integer> evaluations = new TreeMap<>();

        Noted(BaselineRecording recording, GoldenCase golden, NoiseSchedule schedule, int... times) {
            this.recording = recording;
            this.golden = golden;
            this.schedule = schedule;
            this.times = times;
        }

        double[] losses() {
            return losses.stream().mapToDouble(Double::doubleValue).toArray();
        }

        @Override
        public dev.limpid.solver.Draws draws() {
            return recording.draws();
        }

        @Override
        public void shows(Inner inner) {
            losses.add(inner.terms().get("loss"));
            evaluations.merge(inner.step(), 1, Integer::sum);
            String g = "it" + inner.step() + ".g" + inner.iteration();
            recording.note(g + ".v", Noting.of(inner, "v"));
            recording.note(g + ".grad", Noting.of(inner, "gradient"));
        }

        /** Where the draw is stored, also what the recorded code computed and replaced: x̂_0 with noise of the same time. */
        @Override
        public void shows(int step, Stage stage, Tensor x0) {
            String it = "it" + step;
            recording.note(it + ".x0", x0);
            Map<String, Tensor> tensors = golden.tensors();
            if (tensors.containsKey(it + ".noise_re")) {
                recording.note(
                        it + ".renoised",
                        x0.mul(schedule.alpha(times[step]))
                                .add(BaselineRecording.draw(tensors, it + ".noise_re")
                                        .mul(schedule.sigma(times[step]))));
            }
        }

        @Override
        public void stands(dev.limpid.solver.State state) {
            recording.stands(state);
        }
    }
}
