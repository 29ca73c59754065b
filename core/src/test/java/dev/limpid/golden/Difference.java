package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/** How far a tensor is from the golden one, in the measures that the manifest uses. */
record Difference(String name, double[] ours, double[] golden) {
    static Difference between(String name, Tensor ours, Tensor golden) {
        assertThat(ours.shape()).as("shape of " + name).isEqualTo(golden.shape());
        return new Difference(name, ours.toDoubles(), golden.toDoubles());
    }

    /** The largest absolute difference. */
    double maxAbs() {
        double max = 0;
        for (int i = 0; i < ours.length; i++) {
            double d = Math.abs(ours[i] - golden[i]);
            // A NaN on one side alone must not pass.
            max = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(max, d);
        }
        return max;
    }

    /** The largest absolute golden value. */
    double goldenMax() {
        return Arrays.stream(golden).map(Math::abs).max().orElse(0);
    }

    /** ‖ours − golden‖ / ‖golden‖. */
    double relativeL2() {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < ours.length; i++) {
            error += (ours[i] - golden[i]) * (ours[i] - golden[i]);
            norm += golden[i] * golden[i];
        }
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.sqrt(error / Math.max(norm, 1e-300));
    }

    /** The share of elements that differ by more than {@code tolerance}. */
    double shareBeyond(double tolerance) {
        int within = 0;
        for (int i = 0; i < ours.length; i++) {
            if (Math.abs(ours[i] - golden[i]) <= tolerance) {
                within++;
            }
        }
        return (double) (ours.length - within) / ours.length;
    }

    /** Judges by a tolerance in the manifest's words, which begin with "abs", "rel" or "rel_l2" and a number. */
    void within(String tolerance) {
        String[] words = tolerance.split("\\s+", -1);
        double bound = Double.parseDouble(words[1]);
        switch (words[0]) {
            case "abs" -> maxAbsAtMost(bound);
            case "rel" -> relativeAtMost(bound);
            case "rel_l2" -> relativeL2AtMost(bound);
            default -> throw new IllegalArgumentException("unknown measure in tolerance \"" + tolerance + "\"");
        }
    }

    /** Every element within {@code tolerance} of the golden one's size. */
    void relativeAtMost(double tolerance) {
        for (int i = 0; i < ours.length; i++) {
            assertThat(Math.abs(ours[i] - golden[i]))
                    .as(name + "[" + i + "]: difference of " + ours[i] + " from " + golden[i])
                    .isLessThanOrEqualTo(tolerance * Math.abs(golden[i]));
        }
    }

    void maxAbsAtMost(double tolerance) {
        assertThat(maxAbs()).as(name + ": largest absolute difference").isLessThanOrEqualTo(tolerance);
    }

    void relativeL2AtMost(double tolerance) {
        assertThat(relativeL2()).as(name + ": relative l2 difference").isLessThanOrEqualTo(tolerance);
    }
}
