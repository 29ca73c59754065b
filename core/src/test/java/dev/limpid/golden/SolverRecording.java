package dev.limpid.golden;

import dev.limpid.metric.Psnr;
import dev.limpid.solver.DmiloConfig;
import dev.limpid.solver.IterateObserver;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Notes what a solve shows, under the names of the golden tensors. */
final class SolverRecording implements IterateObserver {
    /** The values of a tensor, and how many Adam steps led to it. */
    record State(double[] values, int layer, int steps) {}

    private final DmiloConfig config;
    private final Map<String, Tensor> golden;
    private final Map<String, State> states = new LinkedHashMap<>();
    private final Map<String, List<Double>> traces = new LinkedHashMap<>();

    SolverRecording(DmiloConfig config, Map<String, Tensor> golden) {
        this.config = config;
        this.golden = golden;
    }

    Map<String, State> states() {
        return states;
    }

    Map<String, List<Double>> traces() {
        return traces;
    }

    @Override
    public Decision onIterate(Iterate iterate) {
        String prefix = "o" + iterate.outer() + ".";
        if (iterate.stage() == Stage.DATA_CONSISTENCY) {
            note(prefix + "X_after_gd", iterate.x(), -1, 0);
        } else {
            // The recorded latents count from the noise side, and the last of them is the image.
            int n = iterate.latents().size();
            note(prefix + "latent" + n, iterate.x(), -1, 0);
            for (int i = 1; i < n; i++) {
                note(prefix + "latent" + (n - i), iterate.latents().get(i - 1), -1, 0);
            }
        }
        trace("trace.psnrs", new Psnr().of(iterate.x(), truth())[0]);
        return Decision.CONTINUE;
    }

    @Override
    public void onInner(Inner inner) {
        if (inner.layer() == 0) {
            trace("trace.gd_norm", inner.terms().get("loss"));
            String name = "o" + inner.outer() + ".gd" + inner.inner() + ".X_before_clamp";
            note(name, inner.tensors().get("x"), -1, 0);
            return;
        }
        trace("trace.loss", inner.terms().get("loss"));
        trace("trace.reconstruct_loss", inner.terms().get("fidelity"));
        trace("trace.nu_loss", inner.terms().get("sparsity") / config.deviationWeight());
        trace("trace.zprior_loss", inner.terms().get("gaussianity") / config.latentWeight());
        int layer = config.steps() - inner.layer();
        String prefix = "o" + inner.outer() + ".l" + layer + ".";
        variables(prefix + "i" + inner.inner() + ".", inner, layer);
        if (inner.inner() == config.innerIterations() - 1) {
            variables(prefix, inner, layer);
        }
    }

    private void variables(String prefix, Inner inner, int layer) {
        int steps = inner.outer() * config.innerIterations() + inner.inner() + 1;
        note(prefix + "z", inner.tensors().get("z"), layer, steps);
        note(prefix + "nu", inner.tensors().get("nu"), layer, steps);
        note(prefix + "grad_z", inner.tensors().get("gradient z"), layer, steps);
        note(prefix + "grad_nu", inner.tensors().get("gradient nu"), layer, steps);
    }

    /** Notes a tensor, if the golden case has it. */
    void note(String name, Tensor tensor, int layer, int steps) {
        if (golden.containsKey(name)) {
            states.put(name, new State(tensor.toDoubles(), layer, steps));
        }
    }

    private void trace(String name, double value) {
        traces.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    /** The true image in [−1, 1], (1, 3, H, W), from 8-bit (H, W, 3). */
    private Tensor truth() {
        Tensor u8 = golden.get("gt_u8");
        return u8.to(DType.FLOAT32)
                .permute(2, 0, 1)
                .reshape(1, u8.size(2), u8.size(0), u8.size(1))
                .div(127.5)
                .add(-1);
    }
}
