package dev.limpid.training;

import dev.limpid.optim.AdamW;
import dev.limpid.optim.Muon;
import dev.limpid.optim.Optimiser;
import java.util.List;
import java.util.Locale;

/** The optimisers of a network's inner layers; the first and the last layer, and what is no matrix, have AdamW. */
public enum Optimisation {
    /** {@link AdamW}. */
    ADAMW {
        @Override
        Optimiser resume(TrainingConfig config, TrainingState state, WeightVector weights) {
            return AdamW.resume(config.adam(), state.theta(), state.m(), state.v(), state.step());
        }
    },
    /** {@link Muon}. */
    MUON {
        @Override
        Optimiser resume(TrainingConfig config, TrainingState state, WeightVector weights) {
            List<Muon.Part> parts = weights.layout().entrySet().stream()
                    .map(weight -> part(config.objective().isInner(weight.getKey()), weight.getValue()))
                    .toList();
            return Muon.resume(
                    config.adam(), state.theta(), state.m(), state.v(), state.step(), parts, config.bfloat16());
        }
    };

    /** The optimiser of a training that stands at {@code state}, whose vectors it changes. */
    abstract Optimiser resume(TrainingConfig config, TrainingState state, WeightVector weights);

    private static Muon.Part part(boolean inner, long... shape) {
        long columns = WeightVector.product(shape) / shape[0];
        return new Muon.Part(inner && shape.length > 1, shape[0], columns);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
