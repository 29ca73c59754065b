package dev.limpid.job;

import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.restoration.Restoration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A restoration, and the scores of its iterates.
 *
 * @param iterates scores of every outer iteration, where they were taken
 * @param share of the evaluations that were done, those of an earlier run among them
 */
record Solved(Restoration restoration, List<Map<String, Double>> iterates, double share) {
    Solved {
        iterates = List.copyOf(iterates);
    }

    /** Whether something of A was found. */
    boolean blind() {
        return !restoration.unknowns().isEmpty();
    }

    /** The kernel that was found, or null where none was sought. */
    @Nullable
    BlurKernel kernel() {
        return blind() && restoration.measurement().a() instanceof Blur blur ? blur.kernel() : null;
    }
}
