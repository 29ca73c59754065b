package dev.limpid.golden;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.BlurPreset;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.network.NonlinearBlur;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.tensor.Tensor;
import java.util.Map;

/** The measurement of a solver's golden case: the stored y, and A with the stored mask, kernel or blur code. */
final class SolverMeasurements {
    private SolverMeasurements() {}

    static Measurement of(GoldenCase golden, Map<String, Tensor> tensors, Tensor z) {
        double noise =
                golden.entry().path("hyperparameters").path("noise_level").asDouble();
        int height = (int) z.size(2);
        int width = (int) z.size(3);
        return new Measurement(tensors.get("y_n"), operator(golden, tensors, height, width), noise);
    }

    private static ForwardOperator operator(GoldenCase golden, Map<String, Tensor> tensors, int height, int width) {
        JsonNode operator =
                golden.entry().path("task_config").path("measurement").path("operator");
        return switch (operator.path("name").asText()) {
            case "inpainting" -> new Inpainting(tensors.get("mask"));
            case "super_resolution" ->
                SuperResolution.bicubic(operator.path("scale_factor").asInt(), height, width);
            case "blind_blur" -> Blur.of(kernel(tensors.get("kernel")), BlurPreset.DMILO64, height, width);
            case "nonlinear_blur" -> nonlinear(golden, operator, tensors.get("random_kernel"));
            default -> throw new AssertionError("no operator named " + operator.path("name"));
        };
    }

    private static BlurKernel kernel(Tensor kernel) {
        return BlurKernel.of(kernel.toDoubles(), (int) kernel.size(2), (int) kernel.size(3));
    }

    private static ForwardOperator nonlinear(GoldenCase golden, JsonNode operator, Tensor code) {
        String file = operator.path("opt_yml_path").asText();
        for (JsonNode entry : golden.manifest().path("entries")) {
            if (entry.path("file").asText().equals(file)) {
                return new NonlinearBlur(NonlinearBlurRules.fromFile(golden, entry.path("params"), file), code);
            }
        }
        throw new AssertionError("no entry for " + file);
    }
}
