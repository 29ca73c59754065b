package dev.limpid.experiment;

import dev.limpid.degradation.Sought;
import dev.limpid.operator.Measurement;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.Optional;

/** A degradation that the pictures of an experiment undergo. Everything drawn of it depends on the picture's number alone. */
public interface TestProblem {
    /**
     * A picture that was degraded.
     *
     * @param measurement with the A that made it
     * @param blind A as solvers are told of it that seek something of it; A itself where there is nothing to seek
     */
    record Degraded(Measurement measurement, Sought blind) {
        static Degraded known(Measurement measurement) {
            return new Degraded(measurement, measurement::a);
        }
    }

    /** Such as {@code motion 0.01}; no other problem of the experiment has it. */
    String label();

    /** Everything that it depends on besides, in one line; empty where the label tells it. */
    default Optional<String> parameters() {
        return Optional.empty();
    }

    /** Name of the task whose settings a solver takes; empty where the problem is not for it. */
    Optional<String> taskOf(NamedSolver solver);

    /**
     * Degrades a picture.
     *
     * @param truth (1, C, H, W) in [−1, 1]
     * @param number of the picture in the experiment
     * @throws IOException in one line, if a file that says how cannot be used
     */
    Degraded degrade(Tensor truth, int number) throws IOException;
}
