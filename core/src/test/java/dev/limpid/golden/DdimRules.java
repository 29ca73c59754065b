package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.prior.Ddim;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Rules for the kinds schedule and ddim-step. */
final class DdimRules {
    private DdimRules() {}

    static void schedule(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        NoiseSchedule schedule = NoiseSchedule.linear();
        double[] alphaBar = tensors.get("alphas_cumprod").toDoubles();
        double[] reference = tensors.get("alphas_cumprod_f64_reference").toDoubles();
        for (int t = 0; t < alphaBar.length; t++) {
            close("alphaBar " + t, schedule.alphaBar(t), alphaBar[t]);
            assertThat(schedule.alphaBar(t) / reference[t] - 1)
                    .as("alphaBar in float64 " + t)
                    .isBetween(-1e-12, 1e-12);
        }
        for (JsonNode n : golden.entry().path("params").path("steps")) {
            grid(schedule, TimeGrid.dmilo(n.asInt()), n.asInt() + ".", "_dmilo", tensors);
            grid(schedule, TimeGrid.dmplug(n.asInt()), n.asInt() + ".", "_plain", tensors);
        }
    }

    private static void grid(
            NoiseSchedule schedule, TimeGrid grid, String n, String kind, Map<String, Tensor> tensors) {
        List<TimeGrid.Step> steps = grid.steps();
        double[] t = tensors.get(n + "timesteps" + kind).toDoubles();
        double[] s = tensors.get(n + "prev" + kind).toDoubles();
        assertThat(steps).as(n + kind).hasSize(t.length);
        for (int i = 0; i < t.length; i++) {
            TimeGrid.Step step = steps.get(i);
            assertThat(step.t()).as(n + "t" + kind).isEqualTo((int) t[i]);
            // The scheduler's previous time of the last step is negative: before the first, where alphaBar is 1.
            assertThat(step.s()).as(n + "s" + kind).isEqualTo((int) Math.max(s[i], -1));
            close(
                    "alpha_t",
                    schedule.alphaBar(step.t()),
                    tensors.get(n + "alpha_t" + kind).toDoubles()[i]);
            close(
                    "alpha_prev",
                    schedule.alphaBar(step.s()),
                    tensors.get(n + "alpha_prev" + kind).toDoubles()[i]);
            double variance = tensors.get(n + "variance" + kind).toDoubles()[i];
            // Differences of float32 numbers near 1 in the table: absolute where they cancel.
            assertThat(schedule.variance(step.t(), step.s()))
                    .as("variance")
                    .isBetween(
                            variance - 2e-6 - 1e-5 * Math.abs(variance), variance + 2e-6 + 1e-5 * Math.abs(variance));
        }
    }

    private static void close(String name, double ours, double golden) {
        assertThat(Math.abs(ours - golden)).as(name).isLessThanOrEqualTo(2e-6 * Math.abs(golden));
    }

    static void step(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        for (JsonNode combo : golden.entry().path("combos")) {
            String key = combo.path("key").asText() + ".";
            int t = combo.path("timestep").asInt();
            var ddim = new Ddim(
                    NoiseSchedule.linear(),
                    t,
                    Math.max(combo.path("prev_timestep").asInt(), -1),
                    combo.path("clip_sample").asBoolean(),
                    combo.path("use_clipped_model_output").asBoolean(),
                    combo.path("eta").asDouble());
            Tensor x = tensors.get(key + "sample").variable();
            Tensor epsilon = tensors.get(key + "model_output").variable();
            Tensor next = ddim.next(x, epsilon, tensors.get(key + "noise"));
            close(key + "pred_original_sample", ddim.x0Hat(x, epsilon), tensors, t);
            close(key + "prev_sample", next, tensors, t);
            Tensor[] gradients = Gradients.vjp(next, tensors.get(key + "gout"), x, epsilon);
            close(key + "grad_sample", gradients[0], tensors, t);
            close(key + "grad_model_output", gradients[1], tensors, t);
        }
    }

    private static void close(String name, Tensor ours, Map<String, Tensor> tensors, int t) {
        Difference d = Difference.between(name, ours, tensors.get(name));
        d.maxAbsAtMost(2e-5 + (t == 999 ? 1e-4 : 2e-5) * d.goldenMax());
    }
}
