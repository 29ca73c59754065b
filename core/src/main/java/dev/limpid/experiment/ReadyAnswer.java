package dev.limpid.experiment;

import dev.limpid.experiment.TestProblem.Degraded;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** An answer to a problem that has no settings. */
sealed interface ReadyAnswer extends NamedSolver permits PlainAnswer, OtherResults {
    /**
     * The answer.
     *
     * @param problem that the picture has undergone
     * @param number of the picture in the experiment
     * @param truth (1, C, H, W)
     * @return as large as the truth
     * @throws IOException in one line, if it is read from a file and cannot be
     */
    Tensor picture(TestProblem problem, int number, Degraded degraded, Tensor truth) throws IOException;

    /** Whether it is computed here, so that its time counts. */
    default boolean isTimed() {
        return true;
    }

    /** Whether it explains the measurement, and is not the measurement itself. */
    default boolean explains() {
        return true;
    }

    /** The file that an answer is read from; empty where there is none. */
    default Optional<Path> file(TestProblem problem, int number) {
        return Optional.empty();
    }

    @Override
    default String method() {
        return label();
    }

    @Override
    default boolean isSolver() {
        return false;
    }

    @Override
    default boolean isFor(String task) {
        return true;
    }

    @Override
    default long evaluations(String task) {
        return 0;
    }

    @Override
    default SolverChoice choice(String task) {
        throw new IllegalStateException(label() + " has no settings");
    }
}
