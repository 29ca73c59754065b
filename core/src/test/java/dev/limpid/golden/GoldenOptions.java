package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

    /** The times of the steps, as a time grid's name; each step ends where the next begins. */
    static String grid(Map<String, Tensor> tensors) {
        double[] t = StoredOperator.tensor(tensors, "coef.t").toDoubles();
        if (tensors.containsKey("coef.s")) {
            double[] s = StoredOperator.tensor(tensors, "coef.s").toDoubles();
            for (int i = 0; i < t.length; i++) {
                assertThat(s[i]).as("the end of step " + i).isEqualTo(i + 1 < t.length ? t[i + 1] : -1);
            }
        }
        return Arrays.stream(t).mapToObj(time -> Integer.toString((int) time)).collect(Collectors.joining("-"));
    }
}
