package dev.limpid.golden;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Border;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.Objects;

/** The operator that the codes after DPS name, with the stored mask or kernel. */
final class StoredOperator {
    private StoredOperator() {}

    /** @param operator its name and options */
    static ForwardOperator of(JsonNode operator, Map<String, Tensor> tensors, Tensor images) {
        int height = (int) images.size(2);
        int width = (int) images.size(3);
        return switch (operator.path("name").asText()) {
            case "inpainting" -> new Inpainting(tensor(tensors, "mask"));
            case "super_resolution", "down_sampling" ->
                SuperResolution.bicubic(operator.path("scale_factor").asInt(), height, width);
            case "gaussian_blur", "motion_blur" -> {
                Tensor k = tensor(tensors, "kernel");
                var kernel = BlurKernel.of(k.toDoubles(), (int) k.size(2), (int) k.size(3));
                yield Blur.of(kernel, Border.half(Boundary.REFLECT, kernel), height, width);
            }
            default -> throw new AssertionError("no operator named " + operator.path("name"));
        };
    }

    static Tensor tensor(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }
}
