package dev.limpid.optim;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/**
 * Adam with decoupled weight decay, over all weights of a network in one vector, with a state that can be stored.
 *
 * <p>θ ← (1 − rate λ) θ; m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²;
 * θ ← θ − rate · (m / (1 − β₁ᵏ)) / (√(v / (1 − β₂ᵏ)) + ε), k from 1.
 *
 * <p>Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, Algorithm 2, without its schedule
 * multiplier, as PyTorch has it.
 */
public final class AdamW implements Optimiser {
    /**
     * The constants.
     *
     * @param beta1 share of the former gradients in their mean
     * @param beta2 share of the former squares in theirs
     * @param epsilon added to the root
     * @param decay λ
     */
    public record Constants(double beta1, double beta2, double epsilon, double decay) {
        public Constants {
            if (!(beta1 >= 0 && beta1 < 1) || !(beta2 >= 0 && beta2 < 1) || !(epsilon > 0) || !(decay >= 0)) {
                throw new IllegalArgumentException("AdamW takes betas in [0, 1), epsilon > 0 and decay >= 0, got "
                        + beta1 + ", " + beta2 + ", " + epsilon + ", " + decay);
            }
        }
    }

    /** On a processor so many numbers at a time, which its nearest caches hold through all operations. */
    private static final long CACHED = 1 << 16;

    private final Constants constants;
    private final Tensor theta;
    private final Tensor m;
    private final Tensor v;
    private long k;

    private AdamW(Constants constants, Tensor theta, Tensor m, Tensor v, long k) {
        this.constants = constants;
        this.theta = theta;
        this.m = m;
        this.v = v;
        this.k = k;
    }

    /** From zero moments. */
    public static AdamW of(Constants constants, Tensor theta) {
        return new AdamW(constants, theta, theta.zerosLike(), theta.zerosLike(), 0);
    }

    /** Continues after {@code k} steps with their moments, which are changed in place from now on. */
    public static AdamW resume(Constants constants, Tensor theta, Tensor m, Tensor v, long k) {
        return new AdamW(constants, theta, m, v, k);
    }

    @Override
    public void step(Tensor g, double rate) {
        k++;
        long count = theta.count();
        long part = theta.device() == Device.CPU ? CACHED : count;
        try (var off = Gradients.off()) {
            for (long at = 0; at < count; at += part) {
                try (var scope = Scope.open()) {
                    step(at, Math.min(part, count - at), g, rate);
                }
            }
        }
    }

    /** The step of some of the numbers, from {@code at} on. */
    private void step(long at, long length, Tensor g, double rate) {
        Tensor thetas = part(theta, at, length);
        Tensor ms = part(m, at, length);
        Tensor vs = part(v, at, length);
        Tensor gs = part(g, at, length);
        if (constants.decay() != 0) {
            InPlace.scale(thetas, 1 - rate * constants.decay());
        }
        InPlace.lerp(ms, gs, 1 - constants.beta1());
        InPlace.scale(vs, constants.beta2());
        InPlace.addProduct(vs, 1 - constants.beta2(), gs, gs);
        double correction1 = 1 - Math.pow(constants.beta1(), (double) k);
        double correction2 = Math.sqrt(1 - Math.pow(constants.beta2(), (double) k));
        Tensor denominator = vs.sqrt().div(correction2).add(constants.epsilon());
        InPlace.addQuotient(thetas, -rate / correction1, ms, denominator);
    }

    private static Tensor part(Tensor all, long at, long length) {
        return all.reshape(all.count()).narrow(0, at, length);
    }

    /** The mean of the gradients so far. */
    public Tensor m() {
        return m;
    }

    /** The mean of their squares. */
    public Tensor v() {
        return v;
    }
}
