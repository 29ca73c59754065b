package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Run;
import dev.limpid.solver.State;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Runs a baseline with recorded draws, and compares its tensors with the recorded ones by the case's own tolerances. */
final class BaselineRecording implements Run {
    /** Our names of the tensors of an iteration, beside the directory's. */
    private static final Map<String, String> NAMES =
            Map.of("model", "x0_model", "x0", "x0", "sample", "sample", "epsilon", "et", "gradient", "grad", "x", "x");

    private final GoldenCase golden;
    private final Map<String, Tensor> tensors;
    private final Draws draws;
    private final Map<String, double[]> seen = new LinkedHashMap<>();

    BaselineRecording(GoldenCase golden, Map<String, Tensor> tensors, Draws draws) {
        this.golden = golden;
        this.tensors = tensors;
        this.draws = draws;
    }

    /** A draw as the recorded code received it: (u8 − 128) / 32. */
    static Tensor draw(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name)
                .to(DType.FLOAT32)
                .add(-128)
                .div(32);
    }

    @Override
    public Draws draws() {
        return draws;
    }

    @Override
    public void shows(Inner inner) {
        NAMES.forEach((ours, theirs) -> {
            Tensor tensor = inner.tensors().get(ours);
            if (tensor != null) {
                note("it" + inner.step() + "." + theirs, tensor);
            }
        });
    }

    @Override
    public void stands(State state) {
        String at = state.step() == 0 ? "init." : "it" + (state.step() - 1) + ".";
        state.tensors().forEach((name, tensor) -> note(at + name, tensor));
        Tensor x = state.tensors().get("x");
        if (x == null) {
            return;
        }
        note(at + "xt", x);
        note("output", x.div(2).add(0.5)); // the last one stays
    }

    /** Notes a tensor, if the case has it. */
    void note(String name, Tensor tensor) {
        if (tensors.containsKey(name)) {
            seen.put(name, tensor.toDoubles());
        }
    }

    /** Every output of the case was seen, and lies within its tolerance. */
    void check() {
        JsonNode tolerances = golden.entry().path("rel_l2_tolerance");
        assertThat(golden.entry().path("outputs")).as("outputs to compare").isNotEmpty();
        for (JsonNode output : golden.entry().path("outputs")) {
            String name = output.asText();
            assertThat(seen).as("tensors seen").containsKey(name);
            Tensor expected = Objects.requireNonNull(tensors.get(name), name);
            double distance = new Difference(name, seen.get(name), expected.toDoubles()).relativeL2();
            golden.atMost(
                    name + ": relative l2", distance, tolerances.path(name).asDouble(Double.NaN));
        }
    }
}
