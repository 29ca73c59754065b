package dev.limpid.training;

import dev.limpid.nn.Weights;
import dev.limpid.optim.AdamW;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.UNet;
import dev.limpid.tensor.Autocast;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fits a network that predicts the noise: Algorithm 1 of DDPM with AdamW, clipped gradients and an average of the weights.
 *
 * <pre>
 * repeat: x_0 ~ pictures, t ~ U{0 … T − 1}, ε ~ N(0, I);  x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) ε
 *         g = ∇_θ w_t mean |ε_θ(x_t, t) − ε|²;  g ← g · min(1, clip / |g|);  θ ← AdamW(θ, g);  average ← θ
 * </pre>
 *
 * <p>On a CPU the same state and batches give the same bytes for the same number of threads. The vectors of the state belong
 * to the scope that was open when they were made, and are changed in place. One thread at a time.
 *
 * <p>Source: Ho et al., DDPM, NeurIPS 2020, Algorithm 1 and §4 (the average).
 */
public final class Trainer {
    private final TrainingConfig config;
    private final BatchSource batches;
    private final Device device;
    private final NoiseSchedule schedule = NoiseSchedule.linear();
    private final WeightVector weights;
    private final Tensor[] leaves;
    private final UNet network;
    private final AdamW adam;
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
        weights = WeightVector.of(config.architecture());
        var named = new LinkedHashMap<String, Tensor>();
        weights.split(state.theta()).forEach((name, part) -> named.put(name, part.leaf()));
        leaves = named.values().toArray(Tensor[]::new);
        network = WeightVector.network(config.architecture(), named);
        adam = AdamW.resume(config.adam(), state.theta(), state.m(), state.v(), state.step());
    }

    /** The state before the first step, with weights drawn from the seed. */
    public static TrainingState initial(TrainingConfig config, Device device) {
        return initial(config, device, drawn(config));
    }

    /** The weights that {@link #initial(TrainingConfig, Device)} draws, by name, in the order of the state dict. */
    public static Map<String, Tensor> initialWeights(TrainingConfig config) {
        Weights drawn = drawn(config);
        var weights = new LinkedHashMap<String, Tensor>();
        WeightVector.of(config.architecture())
                .layout()
                .forEach((name, shape) -> weights.put(name, drawn.get(name, shape)));
        return weights;
    }

    private static Weights drawn(TrainingConfig config) {
        return new InitialWeights(Rng.of(config.seed()).purpose("weights"));
    }

    /** The state before the first step, with given weights: those of another prior, to be refined. */
    public static TrainingState initial(TrainingConfig config, Device device, Weights given) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Tensor theta = WeightVector.of(config.architecture()).join(given).to(device);
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
            double loss = 0;
            Tensor gradient = state.theta().zerosLike();
            for (int i = 0; i < config.accumulation(); i++) {
                // A scope for each part: what autograd stored for one is freed before the next.
                try (var part = Scope.open()) {
                    Tensor share = loss(batches.at(state.step() * config.accumulation() + i))
                            .div(config.accumulation());
                    InPlace.add(gradient, WeightVector.join(Gradients.of(share, leaves)));
                    loss += share.item();
                }
            }
            double norm = gradient.square().sum().sqrt().item();
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                throw new TrainingDivergedException(state.step() + 1, loss, norm, rate);
            }
            adam.step(clipped(gradient, norm), rate);
            average();
            state = state.at(state.step() + 1);
            return new Step(state.step(), loss, norm, rate);
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

    /** L(θ) = mean over the batch of w_t · mean |ε_θ(x_t, t) − ε|². */
    private Tensor loss(Batch batch) {
        Tensor x = batch.noisy(schedule, device);
        Tensor predicted;
        try (var precision = Autocast.bfloat16(device, config.bfloat16())) {
            predicted = network.apply(x, batch.times(), null, (name, value) -> {});
        }
        Tensor error = predicted.to(DType.FLOAT32).sub(batch.epsilon(device)).square();
        double[] w = Arrays.stream(batch.times())
                .map(t -> config.weighting().weight(schedule, (int) t))
                .toArray();
        return error.mul(Batch.perPicture(w, device)).mean();
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
    public UNet averaged() {
        return WeightVector.network(config.architecture(), averagedWeights());
    }

    /** The averaged weights by name, as views. */
    Map<String, Tensor> averagedWeights() {
        return weights.split(state.ema());
    }
}
