package dev.limpid.golden;

import static dev.limpid.golden.StoredOperator.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Spectral;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.solver.Dps;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Mcg;
import dev.limpid.solver.Pigdm;
import dev.limpid.solver.Preset;
import dev.limpid.solver.RedDiff;
import dev.limpid.solver.Run;
import dev.limpid.solver.Solver;
import dev.limpid.solver.Start;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Rules for the kinds pigdm, red-diff, mcg and dps-reddiff, whose cases come from the same code: the whole trajectory from the stored
 * measurement and draws, beginning at the pseudo-inverse.
 */
final class RedDiffRules {
    private RedDiffRules() {}

    static void pigdm(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = GoldenOptions.of(golden, "num_steps", "awd", "cond_awd", "mcg", "grad_term_weight", "eta");
        boolean awd = h.path("awd").asBoolean();
        boolean plain = h.path("mcg").asBoolean();
        assertThat(h.path("cond_awd").asBoolean()).isFalse();
        assertThat(plain && !awd).isFalse();
        GoldenOptions.Grid grid = GoldenOptions.grid(
                Pigdm.METHOD.preset(Preset.AUTHORS_CODE, "inpainting").grid(),
                h.path("num_steps").asInt(),
                tensors);
        var config = new Pigdm.Config(
                grid.steps(),
                grid.name(),
                h.path("eta").asDouble(),
                h.path("grad_term_weight").asDouble(),
                plain ? Pigdm.Guidance.PLAIN : awd ? Pigdm.Guidance.PRODUCT : Pigdm.Guidance.SCORE,
                false,
                Start.CLASSICAL);
        Map<String, String> draws = Map.of("latent", "init.noise", "step", "noise");
        var recording = new BaselineRecording(golden, tensors, draws(tensors, draws));
        check(golden, tensors, new Pigdm(SolverRules.prior(golden), config), recording, recording::shows);
    }

    static void mcg(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = GoldenOptions.of(golden, "num_steps", "grad_term_weight", "eta");
        assertThat(h.path("deg").asText()).startsWith("in2");
        GoldenOptions.Grid grid = GoldenOptions.grid(
                Mcg.METHOD.preset(Preset.BRIEF, "inpainting").grid(),
                h.path("num_steps").asInt(),
                tensors);
        var config = new Mcg.Config(
                grid.steps(),
                grid.name(),
                h.path("eta").asDouble(),
                h.path("grad_term_weight").asDouble(),
                Start.CLASSICAL);
        Map<String, String> draws = Map.of("latent", "init.noise", "step", "noise1", "measurement", "noise2");
        var recording = new BaselineRecording(golden, tensors, draws(tensors, draws));
        check(golden, tensors, new Mcg(SolverRules.prior(golden), config), recording, recording::shows);
    }

    static void redDiff(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = GoldenOptions.of(
                golden,
                "num_steps",
                "awd", // without it ε̂ is derived from x̂_0, which gives the same
                "cond_awd",
                "grad_term_weight",
                "obs_weight",
                "denoise_term_weight",
                "lr",
                "sigma_x0",
                "eta");
        assertThat(h.path("cond_awd").asBoolean()).isFalse();
        GoldenOptions.Grid grid = GoldenOptions.grid(
                RedDiff.METHOD.preset(Preset.AUTHORS_CODE, "inpainting").grid(),
                h.path("num_steps").asInt(),
                tensors);
        String weighting = h.path("denoise_term_weight").asText().replace('_', '-');
        var config = new RedDiff.Config(
                grid.steps(),
                grid.name(),
                h.path("lr").asDouble(),
                h.path("grad_term_weight").asDouble(),
                Arrays.stream(RedDiff.Weighting.values())
                        .filter(w -> w.toString().equals(weighting))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no weighting named " + weighting)),
                h.path("obs_weight").asDouble(),
                h.path("sigma_x0").asDouble());
        Map<String, String> draws = Map.of("step", "noise_xt", "spread", "noise_x0");
        var recording = new BaselineRecording(golden, tensors, draws(tensors, draws));
        check(golden, tensors, new RedDiff(SolverRules.prior(golden), config), recording, recording::shows);
    }

    /** The recorded gradient is that of the squared norm, and ours that of the norm: 2 ‖e‖ times less. */
    static void dps(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h =
                GoldenOptions.of(golden, "num_steps", "awd", "cond_awd", "mcg", "grad_term_weight", "eta", "original");
        assertThat(h.path("cond_awd").asBoolean()).isFalse();
        assertThat(h.path("mcg").asBoolean()).isFalse();
        assertThat(h.path("original").asBoolean()).isTrue();
        GoldenOptions.Grid grid =
                GoldenOptions.grid("dmplug", h.path("num_steps").asInt(), tensors);
        var config = new Dps.Config(
                grid.steps(),
                grid.name(),
                2 * h.path("grad_term_weight").asDouble(),
                Dps.Sampler.DDIM,
                h.path("eta").asDouble(),
                false,
                Start.CLASSICAL);
        Map<String, String> draws = Map.of("latent", "init.noise", "step", "noise");
        var recording = new BaselineRecording(golden, tensors, draws(tensors, draws));
        Measurement measurement = measurement(golden, tensors);
        check(golden, tensors, new Dps(SolverRules.prior(golden), config), recording, inner -> {
            recording.shows(inner);
            Tensor e = measurement.known().apply(Noting.of(inner, "x0")).sub(measurement.y());
            double norm = Math.sqrt(e.square().sum().item());
            recording.note(
                    "it" + inner.step() + ".grad", Noting.of(inner, "gradient").mul(2 * norm));
        });
    }

    private static void check(
            GoldenCase golden,
            Map<String, Tensor> tensors,
            Solver solver,
            BaselineRecording recording,
            Consumer<Run.Inner> inner) {
        Measurement measurement = measurement(golden, tensors);
        Tensor begin = ((Spectral) measurement.a()).pseudoInverse(measurement.y());

        assertThat(solver.solve(measurement, new Noting(recording, inner, begin))
                        .complete())
                .isTrue();
        recording.check();
    }

    private static Measurement measurement(GoldenCase golden, Map<String, Tensor> tensors) {
        JsonNode h = golden.entry().path("hyperparameters");
        double sigma = 2 * h.path("sigma_y").asDouble();
        Tensor y = tensor(tensors, "y_0");
        if (h.path("deg").asText().startsWith("in2")) {
            Tensor mask = tensor(tensors, "mask");
            Tensor image = y.reshape(1, 3, mask.size(2), mask.size(3));
            return new Measurement(image, new Inpainting(mask), sigma);
        }
        return new Measurement(y.reshape(1, 1, 1, -1), new InARow(GoldenSpectral.of(golden)), sigma);
    }

    /** The draws of the purposes by their names in the directory; those of a step follow {@code itK.}. */
    private static Draws draws(Map<String, Tensor> tensors, Map<String, String> names) {
        long side = tensor(tensors, "gt_u8").size(0);
        return new RecordedDraws(Tensor.zeros(1, 3, side, side), (purpose, step) -> {
            String name = Objects.requireNonNull(names.get(purpose), purpose);
            return BaselineRecording.draw(tensors, name.startsWith("init.") ? name : "it" + step + "." + name);
        });
    }

    /** With y as an image of one row. */
    private record InARow(GoldenSpectral a) implements Spectral {
        @Override
        public Tensor apply(Tensor x) {
            return a.apply(x).reshape(1, 1, 1, -1);
        }

        @Override
        public Tensor vt(Tensor x) {
            return a.vt(x);
        }

        @Override
        public Tensor v(Tensor coefficients) {
            return a.v(coefficients);
        }

        @Override
        public Tensor ut(Tensor y) {
            return a.ut(y.reshape(1, -1));
        }

        @Override
        public Tensor singular() {
            return a.singular();
        }

        @Override
        public Tensor pseudoInverse(Tensor y) {
            return a.pseudoInverse(y.reshape(1, -1));
        }

        @Override
        public InARow to(Device device) {
            return new InARow(a.to(device));
        }
    }
}
