package dev.limpid.solver;

import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An observer that notes everything as plain numbers. */
final class Observers implements IterateObserver {
    record Image(int outer, Stage stage, double[] x, List<double[]> latents) {}

    record Step(int outer, int layer, int inner, Map<String, Double> terms, Map<String, double[]> tensors) {
        double term(String name) {
            return Objects.requireNonNull(terms.get(name), name);
        }

        double[] tensor(String name) {
            return Objects.requireNonNull(tensors.get(name), name);
        }
    }

    final List<Image> images = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();

    /** Lets a solve run to its end. */
    static IterateObserver silent() {
        return iterate -> Decision.CONTINUE;
    }

    @Override
    public Decision onIterate(Iterate iterate) {
        List<double[]> latents =
                iterate.latents().stream().map(Tensor::toDoubles).toList();
        images.add(new Image(iterate.outer(), iterate.stage(), iterate.x().toDoubles(), latents));
        return Decision.CONTINUE;
    }

    @Override
    public void onInner(Inner inner) {
        var tensors = new java.util.HashMap<String, double[]>();
        inner.tensors().forEach((name, tensor) -> tensors.put(name, tensor.toDoubles()));
        steps.add(new Step(inner.outer(), inner.layer(), inner.inner(), inner.terms(), tensors));
    }

    /** The last inner iteration of a layer. */
    Step last(int layer) {
        return steps.stream()
                .filter(s -> s.layer() == layer)
                .reduce((a, b) -> b)
                .orElseThrow();
    }
}
