package dev.limpid.training;

import dev.limpid.nn.Weights;
import dev.limpid.optim.Optimiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fits a network to its {@link Objective}: an optimiser with clipped gradients, and an average of the weights.
 *
 * <pre>
 * repeat: g = ∇_θ L(θ; the next batch);  g ← g · min(1, clip / |g|);  θ ← optimiser(θ, g);  average ← θ
 * </pre>
 *
 * <p>On a CPU the same state and batches give the same bytes for the same number of threads. The vectors of the state belong
 * to the scope that was open when they were made, and are changed in place. One thread at a time.
 *
 * <p>Source: Ho et al., DDPM, NeurIPS 2020, Algorithm 1 and §4 (the average), for any loss.
 */
public final class Trainer {
    private final TrainingConfig config;
    private final BatchSource batches;
    private final Device device;
    private final WeightVector weights;
    private final Tensor[] leaves;
    private final Learner network;
    private final Optimiser optimiser;
    private TrainingState state;

    /**
     * One change of the weights.
     *
     * @param step its number, from 1
     * @param loss before it, averaged over the step's pictures
     * @param gradient norm of the loss's gradient before it was cut
     * @param rate learning rate
     */
    public record Step(long step, double loss, double gradient, double rate) {}

    /** Continues from a state. */
    public Trainer(TrainingConfig config, BatchSource batches, Device device, TrainingState state) {
        this.config = config;
        this.batches = batches;
        this.device = device;
        this.state = state;
        weights = WeightVector.of(config.objective());
        var named = new LinkedHashMap<String, Tensor>();
        weights.split(state.theta()).forEach((name, part) -> named.put(name, part.leaf()));
        leaves = named.values().toArray(Tensor[]::new);
        network = WeightVector.learner(config.objective(), named);
        optimiser = config.optimiser().resume(config, state, weights);
    }

    /** The state before the first step, with weights drawn from the seed. */
    public static TrainingState initial(TrainingConfig config, Device device) {
        return initial(config, device, drawn(config));
    }

    /** The weights that {@link #initial(TrainingConfig, Device)} draws, by name, in the order of the state dict. */
    public static Map<String, Tensor> initialWeights(TrainingConfig config) {
        Weights drawn = drawn(config);
        var weights = new LinkedHashMap<String, Tensor>();
        WeightVector.of(config.objective())
                .layout()
                .forEach((name, shape) -> weights.put(name, drawn.get(name, shape)));
        return weights;
    }

    private static Weights drawn(TrainingConfig config) {
        return config.objective().drawn(Rng.of(config.seed()).purpose("weights"));
    }

    /** The state before the first step, with given weights: those of another prior, to be refined. */
    public static TrainingState initial(TrainingConfig config, Device device, Weights given) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Tensor theta = WeightVector.of(config.objective()).join(given).to(device);
            return TrainingState.of(theta).keptBy(scope);
        }
    }

    /**
     * Changes the weights once.
     *
     * @throws TrainingDivergedException if the loss or its gradient is not finite; the state is then as before
     * @throws IOException if a batch cannot be read
     */
    public Step step() throws IOException {
        double rate = config.rate().at(state.step(), config.steps());
        try (var scope = Scope.open()) {
            long first = state.step() * config.accumulation();
            Part sum = part(first);
            double loss = sum.loss;
            Tensor gradient = sum.gradient;
            for (int i = 1; i < config.accumulation(); i++) {
                Part next = part(first + i);
                loss += next.loss;
                InPlace.add(gradient, next.gradient);
                next.gradient.release();
            }
            double norm = gradient.square().sum().sqrt().item();
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                throw new TrainingDivergedException(state.step() + 1, loss, norm, rate);
            }
            optimiser.step(clipped(gradient, norm), rate);
            average();
            state = state.at(state.step() + 1);
            return new Step(state.step(), loss, norm, rate);
        }
    }

    /** The share of one batch in the loss of a step and in its gradient. */
    private record Part(double loss, Tensor gradient) {}

    /** A scope of its own: what autograd stored for one batch is freed before the next. */
    private Part part(long number) throws IOException {
        try (var part = Scope.open()) {
            Tensor share = loss(batches.at(number)).div(config.accumulation());
            return new Part(share.item(), part.keep(WeightVector.join(Gradients.of(share, leaves))));
        }
    }

    /**
     * Refuses weights that the last step has spoilt, though its own loss was finite.
     *
     * @throws TrainingDivergedException if the next loss is not finite
     */
    void requireFinite() throws IOException {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            double loss = loss(batches.at(state.step() * config.accumulation())).item();
            if (!Double.isFinite(loss)) {
                throw new TrainingDivergedException(
                        state.step() + 1, loss, Double.NaN, config.rate().at(state.step(), config.steps()));
            }
        }
    }

    private Tensor loss(Batch batch) {
        return network.loss(batch, device, config.bfloat16());
    }

    private Tensor clipped(Tensor gradient, double norm) {
        return config.clip() > 0 && norm > config.clip() ? gradient.mul(config.clip() / norm) : gradient;
    }

    /** The average forgets the first weights quickly: its share is (1 + k) / (10 + k) until that exceeds the given one. */
    private void average() {
        double k = state.step() + 1.0;
        InPlace.lerp(state.ema(), state.theta(), 1 - Math.min(config.ema(), (1 + k) / (10 + k)));
    }

    /** Where it stands; its vectors change with the next step. */
    public TrainingState state() {
        return state;
    }

    /** The network with the averaged weights, as the prior will have them; changes with the next step. */
    public DiffusionPrior averaged() {
        return WeightVector.learner(config.objective(), averagedWeights()).prior();
    }

    /** The averaged weights by name, as views. */
    Map<String, Tensor> averagedWeights() {
        return weights.split(state.ema());
    }
}
