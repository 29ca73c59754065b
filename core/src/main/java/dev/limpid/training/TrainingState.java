package dev.limpid.training;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * Where a training stands: vectors of all weights, which {@link Trainer} changes in place. The next draws follow from
 * the seed and the step.
 *
 * @param step changes of the weights that are done
 * @param theta θ, the weights
 * @param ema their average over the steps, which the prior gets
 * @param m mean of the gradients
 * @param v mean of their squares
 */
record TrainingState(long step, Tensor theta, Tensor ema, Tensor m, Tensor v) {

    /** At the beginning, from given weights. */
    static TrainingState of(Tensor theta) {
        return new TrainingState(0, theta, theta.copy(), theta.zerosLike(), theta.zerosLike());
    }

    TrainingState on(Device device) {
        return new TrainingState(step, theta.to(device), ema.to(device), m.to(device), v.to(device));
    }

    TrainingState at(long other) {
        return new TrainingState(other, theta, ema, m, v);
    }

    /** Hands the vectors to the scope around {@code scope}. */
    TrainingState keptBy(Scope scope) {
        return new TrainingState(step, scope.keep(theta), scope.keep(ema), scope.keep(m), scope.keep(v));
    }
}
