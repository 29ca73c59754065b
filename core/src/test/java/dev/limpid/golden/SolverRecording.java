package dev.limpid.golden;

import dev.limpid.metric.Psnr;
import dev.limpid.solver.Draws;
import dev.limpid.solver.LayerFit;
import dev.limpid.solver.Run;
import dev.limpid.solver.Stage;
import dev.limpid.solver.State;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Notes what a solve shows, under the names of the golden tensors. */
final class SolverRecording implements Run {
    /** The values of a tensor, and how many Adam steps led to it. */
    record Seen(double[] values, int layer, int steps) {}

    private final LayerFit config;
    private final Map<String, Tensor> golden;
    private final Map<String, Seen> states = new LinkedHashMap<>();
    private final Map<String, List<Double>> traces = new LinkedHashMap<>();

    SolverRecording(LayerFit config, Map<String, Tensor> golden) {
        this.config = config;
        this.golden = golden;
    }

    Map<String, Seen> states() {
        return states;
    }

    Map<String, List<Double>> traces() {
        return traces;
    }

    @Override
    public Draws draws() {
        return RecordedDraws.latent(tensor("init.latent0"));
    }

    @Override
    public void shows(int step, Stage stage, Tensor x) {
        String prefix = "o" + step + ".";
        if (stage == Stage.DATA_CONSISTENCY) {
            note(prefix + "X_after_gd", x, -1, 0);
        } else {
            note(prefix + "latent" + config.steps(), x, -1, 0);
        }
        trace("trace.psnrs", new Psnr().of(x, truth())[0]);
    }

    /** The recorded latents count from the noise side. */
    @Override
    public void stands(State state) {
        int n = config.steps();
        for (int i = 1; i < n; i++) {
            note("o" + (state.step() - 1) + ".latent" + (n - i), state.tensors().get("latent." + i), -1, 0);
        }
    }

    @Override
    public void shows(Inner inner) {
        if (inner.layer() == 0) {
            trace("trace.gd_norm", term(inner, "loss"));
            String name = "o" + inner.step() + ".gd" + inner.iteration() + ".X_before_clamp";
            note(name, inner.tensors().get("x"), -1, 0);
            return;
        }
        trace("trace.loss", term(inner, "loss"));
        trace("trace.reconstruct_loss", term(inner, "fidelity"));
        trace("trace.nu_loss", term(inner, "sparsity") / config.deviationWeight());
        trace("trace.zprior_loss", term(inner, "gaussianity") / config.latentWeight());
        int layer = config.steps() - inner.layer();
        String prefix = "o" + inner.step() + ".l" + layer + ".";
        variables(prefix + "i" + inner.iteration() + ".", inner, layer);
        if (inner.iteration() == config.innerIterations() - 1) {
            variables(prefix, inner, layer);
        }
    }

    private void variables(String prefix, Inner inner, int layer) {
        int steps = inner.step() * config.innerIterations() + inner.iteration() + 1;
        note(prefix + "z", inner.tensors().get("z"), layer, steps);
        note(prefix + "nu", inner.tensors().get("nu"), layer, steps);
        note(prefix + "grad_z", inner.tensors().get("gradient z"), layer, steps);
        note(prefix + "grad_nu", inner.tensors().get("gradient nu"), layer, steps);
    }

    /** Notes a tensor, if the golden case has it. */
    void note(String name, Tensor tensor, int layer, int steps) {
        if (golden.containsKey(name)) {
            states.put(name, new Seen(tensor.toDoubles(), layer, steps));
        }
    }

    private static double term(Inner inner, String name) {
        return Objects.requireNonNull(inner.terms().get(name), name);
    }

    private Tensor tensor(String name) {
        return Objects.requireNonNull(golden.get(name), name);
    }

    private void trace(String name, double value) {
        traces.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    /** The true image in [−1, 1], (1, 3, H, W), from 8-bit (H, W, 3). */
    private Tensor truth() {
        Tensor u8 = tensor("gt_u8");
        return u8.to(DType.FLOAT32)
                .permute(2, 0, 1)
                .reshape(1, u8.size(2), u8.size(0), u8.size(1))
                .div(127.5)
                .add(-1);
    }
}
