package dev.limpid.job;

import dev.limpid.operator.ParametricOperator.Unknown;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.turbulence.Tilt;
import dev.limpid.restoration.Problem;
import dev.limpid.restoration.Restoration;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A restoration, and the scores of its iterates.
 *
 * @param names of the unknowns that were found, in their order
 * @param iterates scores of every outer iteration, where they were taken
 * @param share of the evaluations that were done, those of an earlier run among them
 */
record Solved(Restoration restoration, List<String> names, List<Map<String, Double>> iterates, double share) {
    Solved {
        names = List.copyOf(names);
        iterates = List.copyOf(iterates);
    }

    /** The restoration of a problem. */
    static Solved of(Problem problem, Restoration restoration, List<Map<String, Double>> iterates, double share) {
        List<String> names =
                problem.sought().a().unknowns().stream().map(Unknown::name).toList();
        return new Solved(restoration, names, iterates, share);
    }

    /** Whether something of A was found. */
    boolean blind() {
        return !restoration.unknowns().isEmpty();
    }

    /** The kernel that was found, or null where none was sought. */
    @Nullable
    BlurKernel kernel() {
        Tensor k = found(KernelBlur.KERNEL);
        return k == null ? null : BlurKernel.of(k.toDoubles(), (int) k.size(2), (int) k.size(3));
    }

    /** The tilts that were found, (1, 2, H, W) in pixels, or null where none were sought. */
    @Nullable
    Tensor tilts() {
        return found(Tilt.TILT);
    }

    private @Nullable Tensor found(String name) {
        int i = names.indexOf(name);
        return i < 0 ? null : restoration.unknowns().get(i);
    }
}
