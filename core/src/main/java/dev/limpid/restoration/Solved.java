package dev.limpid.restoration;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.BlurKernel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a solve gave, by a solver that knew A or by a blind one.
 *
 * @param measurement with A as it was known, or found
 * @param kernel that was found, or null where none was sought
 * @param iterates scores of every outer iteration, where they were taken
 * @param notices what was found that the user may not expect
 */
public record Solved(
        Restoration restoration,
        Measurement measurement,
        @Nullable BlurKernel kernel,
        List<Map<String, Double>> iterates,
        List<String> notices) {

    public static Solved of(Restoration restoration, Measurement measurement, List<Map<String, Double>> iterates) {
        return new Solved(restoration, measurement, null, iterates, List.of());
    }

    public static Solved of(BlindRestoration found, List<String> notices) {
        return new Solved(found.restoration(), found.measurement(), found.kernel(), List.of(), notices);
    }
}
