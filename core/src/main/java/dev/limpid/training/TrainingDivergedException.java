package dev.limpid.training;

/** The loss or its gradient is not a number: says at which step. Weights and checkpoints are as they were before it. */
public final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrainingDivergedException(long step, double loss, double gradient, double rate) {
        super("training diverged at step " + step + ": the loss is " + loss + ", its gradient's norm " + gradient
                + ", the learning rate " + rate + "; a smaller --rate may help");
    }
}
