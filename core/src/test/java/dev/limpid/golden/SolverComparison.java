package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.golden.SolverRecording.Seen;
import dev.limpid.solver.LayerFit;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Compares a recorded solve with the golden one, by the manifest's rule for solvers, or by what {@link Rounding} alone does. */
final class SolverComparison {
    private final GoldenCase golden;
    private final LayerFit config;
    private final Map<String, Tensor> tensors;
    private final SolverRecording ours;
    private final Rounding<SolverRecording> rounding;

    SolverComparison(
            GoldenCase golden,
            LayerFit config,
            Map<String, Tensor> tensors,
            SolverRecording ours,
            Rounding<SolverRecording> rounding) {
        this.golden = golden;
        this.config = config;
        this.tensors = tensors;
        this.ours = ours;
        this.rounding = rounding;
    }

    void check() {
        assertThat(ours.states().keySet()).as("tensors seen").containsAll(expectedNames());
        ours.states().forEach(this::state);
        ours.traces().forEach(this::trace);
    }

    private List<String> expectedNames() {
        return tensors.keySet().stream().filter(n -> n.matches("o\\d+\\..*")).toList();
    }

    private void state(String name, Seen state) {
        var d = new Difference(name, state.values(), tensors.get(name).toDoubles());
        if (name.contains("grad_")) {
            double stated = state.layer() == 0 ? 5e-4 : 1e-4;
            atMost(name + ": relative l2", stated, d, Difference::relativeL2);
        } else if (name.endsWith("nu")) {
            atMost(name + ": share beyond 1e-5", 0.05, d, x -> x.shareBeyond(1e-5));
            golden.atMost(name + ": largest", d.maxAbs(), 2 * config.deviationRate() * state.steps());
        } else {
            atMost(name + ": share beyond 1e-4", 0.01, d, x -> x.shareBeyond(1e-4));
            double stated = Math.max(2e-3, 10 * referenceNoise(name));
            atMost(name + ": relative l2", stated, d, Difference::relativeL2);
        }
    }

    private void atMost(String what, double stated, Difference d, ToDoubleFunction<Difference> measure) {
        rounding.atMost(
                what,
                measure.applyAsDouble(d),
                stated,
                rerun -> measure.applyAsDouble(new Difference(
                        d.name(), d.ours(), rerun.states().get(d.name()).values())));
    }

    private double referenceNoise(String name) {
        return golden.entry()
                .path("reference_noise")
                .path("per_tensor")
                .path(name)
                .path("rel_l2")
                .asDouble(0);
    }

    private void trace(String name, List<Double> values) {
        double[] expected = tensors.get(name).toDoubles();
        assertThat(values).as(name).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            double stated = stated(name, i, expected[i]);
            double value = values.get(i);
            int at = i;
            rounding.atMost(
                    name + " at " + i,
                    Math.abs(value - expected[i]),
                    stated,
                    rerun -> Math.abs(rerun.traces().get(name).get(at) - value));
        }
    }

    private double stated(String name, int i, double expected) {
        if (name.equals("trace.psnrs")) {
            return 0.01;
        }
        String index = name.equals("trace.gd_norm") ? "trace.gd_index_outer_iter" : "trace.index_outer_layer_inner";
        Tensor rows = tensors.get(index);
        boolean first = rows.narrow(0, i, 1).narrow(1, 0, 1).item() == 0;
        return (first ? 1e-4 : 1e-3) * Math.abs(expected);
    }
}
