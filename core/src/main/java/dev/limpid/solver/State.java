package dev.limpid.solver;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The state of a solve between two steps. With the measurement, the settings and the draws it decides everything that follows.
 *
 * @param step steps that are done, which is the number of the next one
 * @param tensors the method's own, by name
 */
public record State(int step, Map<String, Tensor> tensors) {
    public State {
        Require.notNegative("step", step);
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /**
     * The step to go on with, in a solve of that many.
     *
     * @param steps of the whole solve; a state behind its last step is its end
     * @throws IllegalArgumentException if the solve is shorter: the state is of other settings
     */
    public int step(int steps) {
        Require.check(step <= steps, "the state has " + step + " steps done, but the solve has only " + steps);
        return step;
    }

    /**
     * A tensor of the state.
     *
     * @param shape that the method expects
     * @throws IllegalArgumentException if the state has none of that name and shape: it is another method's, or settings'
     */
    public Tensor tensor(String name, long... shape) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "the state has no '" + name + "', only " + String.join(", ", tensors.keySet()));
        }
        Require.check(
                Arrays.equals(tensor.shape(), shape),
                "'" + name + "' of the state " + Arrays.toString(tensor.shape()) + " does not fit the images "
                        + Arrays.toString(shape));
        return tensor;
    }

    /** The same values in tensors of their own, in the scope that is open. */
    public State copy() {
        return with(tensor -> tensor.detach().copy());
    }

    /** The same values on a device. */
    public State to(Device device) {
        return with(tensor -> tensor.to(device));
    }

    private State with(UnaryOperator<Tensor> change) {
        var changed = new LinkedHashMap<String, Tensor>();
        tensors.forEach((name, tensor) -> changed.put(name, change.apply(tensor)));
        return new State(step, changed);
    }
}
