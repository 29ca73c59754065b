package dev.limpid.optim;

import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * Adam over variables that each have their own learning rate, with PyTorch's semantics.
 *
 * <p>m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; θ ← θ − rate · (m / (1 − β₁ᵏ)) / (√(v / (1 − β₂ᵏ)) + ε), k from 1. A new
 * instance starts with zero moments.
 *
 * <p>Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015.
 */
public final class Adam {
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double EPSILON = 1e-8;

    /** A variable, to be changed in place, and its learning rate. */
    public record Group(Tensor variable, double rate) {
        public Group {
            if (!(rate >= 0)) {
                throw new IllegalArgumentException("learning rate must not be negative, got " + rate);
            }
        }
    }

    private final Group[] groups;
    private final Tensor[] variables;
    private final Tensor[] m;
    private final Tensor[] v;
    private double beta2 = BETA_2;
    private int k;

    private Adam(Group... groups) {
        this.groups = groups.clone();
        variables = new Tensor[groups.length];
        m = new Tensor[groups.length];
        v = new Tensor[groups.length];
        for (int i = 0; i < groups.length; i++) {
            variables[i] = groups[i].variable();
            m[i] = variables[i].detach().zerosLike();
            v[i] = variables[i].detach().zerosLike();
        }
    }

    public static Group group(Tensor variable, double rate) {
        return new Group(variable, rate);
    }

    public static Adam of(Group... groups) {
        return new Adam(groups);
    }

    /**
     * Continues after {@code k} steps.
     *
     * @param m the moments then, one per group, which are copied; likewise {@code v}
     */
    public static Adam resume(int k, List<Tensor> m, List<Tensor> v, Group... groups) {
        var adam = new Adam(groups);
        adam.k = k;
        for (int i = 0; i < groups.length; i++) {
            adam.m[i].assign(m.get(i));
            adam.v[i].assign(v.get(i));
        }
        return adam;
    }

    /** The same with another β₂, as some methods have it; before its first step. */
    public Adam withBeta2(double other) {
        beta2 = other;
        return this;
    }

    /** The means of the gradients so far, one per group. */
    public List<Tensor> m() {
        return List.of(m);
    }

    /** The means of their squares. */
    public List<Tensor> v() {
        return List.of(v);
    }

    /** One step down the gradient of the scalar {@code loss}; returns the gradients, one per group. */
    public Tensor[] step(Tensor loss) {
        Tensor[] gradients = Gradients.of(loss, variables);
        step(gradients);
        return gradients;
    }

    /** One step along given gradients, one per group. */
    public void step(Tensor... gradients) {
        k++;
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            double correction1 = 1 - Math.pow(BETA_1, k);
            double correction2 = Math.sqrt(1 - Math.pow(beta2, k));
            for (int i = 0; i < groups.length; i++) {
                Tensor g = gradients[i];
                m[i].assign(m[i].mul(BETA_1).add(g.mul(1 - BETA_1)));
                v[i].assign(v[i].mul(beta2).add(g.square().mul(1 - beta2)));
                Tensor denominator = v[i].sqrt().div(correction2).add(EPSILON);
                Tensor direction = m[i].div(denominator);
                variables[i].assign(variables[i].sub(direction.mul(groups[i].rate() / correction1)));
            }
        }
    }
}
