package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.solver.DiffPir;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Preset;
import dev.limpid.solver.Run;
import dev.limpid.solver.State;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.Objects;

/** Rule for the kind diffpir: the whole trajectory from the stored measurement and draws. */
final class DiffPirRules {
    /** More than any schedule has: the stored times are walked as they are. */
    private static final double ANY_SIGMA = 1000;

    private DiffPirRules() {}

    static void diffPir(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = golden.entry().path("hyperparameters");
        Map.of("iter_num_U", 1, "generate_mode", "DiffPIR", "model_output_type", "pred_xstart", "ddim_sample", false)
                .forEach((option, value) -> GoldenOptions.require(h, option, value));
        GoldenOptions.Grid grid = grid(h, tensors);
        var config = new DiffPir.Config(
                grid.steps(),
                grid.name(),
                ANY_SIGMA,
                h.path("lambda_").asDouble(),
                h.path("zeta").asDouble(),
                h.path("eta").asDouble(),
                h.path("guidance_scale").asDouble(),
                false);
        Tensor latent = BaselineRecording.draw(tensors, "init.noise");
        var draws = new RecordedDraws(
                latent,
                (purpose, step) -> purpose.equals("latent")
                        ? latent
                        : BaselineRecording.draw(tensors, "it" + step + ".noise_" + purpose));
        var recording = new BaselineRecording(golden, tensors, draws);
        Tensor y = tensor(tensors, "y").to(DType.FLOAT32);
        LinearOperator a = operator(golden, tensors, (int) latent.size(2), (int) latent.size(3));
        // A x = y for x in [0, 1]; the stored kernels do not keep a constant to the last digit.
        Tensor inOurRange = y.mul(2).sub(a.apply(latent.onesLike()));
        var measurement =
                new Measurement(inOurRange, a, 2 * h.path("noise_level_img").asDouble());

        var run = new BeginningAt(start(golden, tensors, y).mul(2).add(-1), recording);
        assertThat(new DiffPir(SolverRules.prior(golden), config)
                        .solve(measurement, run)
                        .complete())
                .isTrue();
        recording.check();
    }

    /** Ours has a name for the published spacing. */
    private static GoldenOptions.Grid grid(JsonNode h, Map<String, Tensor> tensors) {
        return switch (h.path("skip_type").asText()) {
            case "quad" ->
                GoldenOptions.grid(
                        DiffPir.METHOD.preset(Preset.AUTHORS_CODE, "inpainting").grid(),
                        h.path("iter_num").asInt(),
                        tensors);
            case "uniform" -> GoldenOptions.listed(GoldenOptions.times(tensors));
            default -> throw new AssertionError("no spacing named " + h.path("skip_type"));
        };
    }

    private static LinearOperator operator(GoldenCase golden, Map<String, Tensor> tensors, int height, int width) {
        String task = golden.entry().path("task").asText();
        return switch (task) {
            case "inpaint" -> new Inpainting(mask(tensors));
            case "deblur", "sr" ->
                DecimatedBlur.of(
                        tensor(tensors, "kernel"),
                        golden.entry().path("hyperparameters").path("sf").asInt(),
                        height,
                        width);
            default -> throw new AssertionError("no task named " + task);
        };
    }

    /** One channel of the mask, which removes a pixel in all of them. */
    private static Tensor mask(Map<String, Tensor> tensors) {
        return tensor(tensors, "mask").to(DType.FLOAT32).narrow(1, 0, 1);
    }

    /** The image in [0, 1] that the recorded code begins at. */
    private static Tensor start(GoldenCase golden, Map<String, Tensor> tensors, Tensor y) {
        return switch (golden.entry().path("task").asText()) {
            case "inpaint" -> y.mul(mask(tensors));
            case "sr" ->
                enlarged(y, golden.entry().path("hyperparameters").path("sf").asInt());
            default -> y;
        };
    }

    /** PyTorch's bicubic interpolation: Keys's cubic with a = −0.75, border pixels repeated. */
    private static Tensor enlarged(Tensor y, int scale) {
        Tensor rows = matrix((int) y.size(2), scale);
        Tensor columns = matrix((int) y.size(3), scale);
        return rows.matmul(y).matmul(columns.transpose(0, 1));
    }

    private static Tensor matrix(int from, int scale) {
        int to = from * scale;
        var matrix = new double[to * from];
        for (int o = 0; o < to; o++) {
            double at = (o + 0.5) / scale - 0.5;
            for (int i = (int) Math.floor(at) - 1; i <= Math.floor(at) + 2; i++) {
                matrix[o * from + Math.min(Math.max(i, 0), from - 1)] += cubic(Math.abs(i - at));
            }
        }
        return Tensor.of(matrix, to, from).to(DType.FLOAT32);
    }

    private static double cubic(double d) {
        double a = -0.75;
        if (d <= 1) {
            return ((a + 2) * d - (a + 3)) * d * d + 1;
        }
        return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
    }

    private static Tensor tensor(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    /** The recording of a solve that begins at an image. */
    private record BeginningAt(Tensor estimate, BaselineRecording recording) implements Run {
        @Override
        public Draws draws() {
            return recording.draws();
        }

        @Override
        public void shows(Inner inner) {
            recording.shows(inner);
        }

        @Override
        public void stands(State state) {
            recording.stands(state);
        }
    }
}
