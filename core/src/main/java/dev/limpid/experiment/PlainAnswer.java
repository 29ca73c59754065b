package dev.limpid.experiment;

import dev.limpid.degradation.MeasuredPicture;
import dev.limpid.experiment.TestProblem.Degraded;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/** Answers that every problem has without a prior. */
enum PlainAnswer implements ReadyAnswer {
    /** The restorer that goes with the operator. */
    RESTORED(CLASSICAL) {
        @Override
        public Tensor picture(TestProblem problem, int number, Degraded degraded, Tensor truth) {
            return Classical.estimate(degraded.measurement());
        }
    },

    /** The measurement as it is. */
    MEASURED("y") {
        @Override
        public Tensor picture(TestProblem problem, int number, Degraded degraded, Tensor truth) {
            return MeasuredPicture.of(degraded.measurement(), (int) truth.size(2), (int) truth.size(3));
        }

        @Override
        public boolean explains() {
            return false;
        }
    };

    private final String label;

    PlainAnswer(String label) {
        this.label = label;
    }

    static Optional<PlainAnswer> named(String label) {
        return Arrays.stream(values())
                .filter(answer -> answer.label.equals(label))
                .findFirst();
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String origin() {
        return "–";
    }
}
