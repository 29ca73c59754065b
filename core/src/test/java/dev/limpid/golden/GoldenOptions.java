package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The options of a baseline's case. */
final class GoldenOptions {
    /** These say where the case comes from. */
    private static final List<String> ORIGIN = List.of("deg", "deg_arg", "sigma_y", "sigma_y_meaning", "seed");

    private GoldenOptions() {}

    /** The options, none of which is unknown to its rule. */
    static JsonNode of(GoldenCase golden, String... known) {
        JsonNode options = golden.entry().path("hyperparameters");
        var all = new ArrayList<>(ORIGIN);
        all.addAll(List.of(known));
        Noting.requireOnly(options, all.toArray(String[]::new));
        return options;
    }

    /**
     * Our name of a time grid, with its steps.
     *
     * @param name for {@link TimeGrid#named}
     */
    record Grid(String name, int steps) {}

    /** Requires an option to have the one value that the rule knows, where the case has it. */
    static void require(JsonNode options, String name, Object value) {
        if (options.has(name)) {
            assertThat(options.path(name).asText()).as("option " + name).isEqualTo(value.toString());
        }
    }

    /**
     * Our time grid for the steps of a case, which must be the times that the recorded code took.
     *
     * @param name our name of that code's grid
     * @param steps as the case's options count them
     */
    static Grid grid(String name, int steps, Map<String, Tensor> tensors) {
        int[] recorded = times(tensors);
        if (recorded.length == steps) {
            assertThat(times(TimeGrid.named(name, steps)))
                    .as("times of the grid " + name)
                    .isEqualTo(recorded);
            return new Grid(name, steps);
        }
        // All multiples of ⌊1000 / steps⌋ below 1000 are more than that many where it does not divide 1000; ours are as
        // many.
        assertThat(name).isEqualTo("dmplug");
        int stride = 1000 / steps;
        assertThat(recorded)
                .isEqualTo(IntStream.iterate(999 / stride * stride, t -> t >= 0, t -> t - stride)
                        .toArray());
        return listed(recorded);
    }

    /** Our time grid for a respacing of guided diffusion; we have a name for a single number of times. */
    static Grid respaced(String name, JsonNode respacing, Map<String, Tensor> tensors) {
        String words = respacing.asText();
        return words.matches("\\d+") ? grid(name, Integer.parseInt(words), tensors) : listed(times(tensors));
    }

    /** The times themselves, where we have no name for their grid. */
    static Grid listed(int... times) {
        return new Grid(
                Arrays.stream(times).mapToObj(Integer::toString).collect(Collectors.joining("-")), times.length);
    }

    /** The times of the steps; each step ends where the next begins. */
    static int[] times(Map<String, Tensor> tensors) {
        double[] t = StoredOperator.tensor(tensors, "coef.t").toDoubles();
        for (String ends : List.of("coef.s", "coef.t_next")) {
            if (tensors.containsKey(ends)) {
                double[] s = StoredOperator.tensor(tensors, ends).toDoubles();
                for (int i = 0; i < t.length; i++) {
                    assertThat(s[i]).as("the end of step " + i).isEqualTo(i + 1 < t.length ? t[i + 1] : -1);
                }
            }
        }
        return Arrays.stream(t).mapToInt(time -> (int) time).toArray();
    }

    private static int[] times(TimeGrid grid) {
        return grid.steps().stream().mapToInt(TimeGrid.Step::t).toArray();
    }
}
