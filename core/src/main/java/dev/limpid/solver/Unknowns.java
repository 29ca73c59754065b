package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.turbulence.Tilt;
import dev.limpid.optim.Adam;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The unknowns θ of an operator as variables that Adam may change freely: a kernel k = softmax(κ) by its logits κ, which makes
 * it positive with sum 1; tilts as they are. One rate for each.
 *
 * <p>Source: Wang et al., DMPlug (NeurIPS 2024), {@code bid.py} and {@code turbulence.py}.
 */
final class Unknowns {
    /** The standard deviation of tilts at the beginning, in pixels. */
    private static final double TILT_DEVIATION = 0.01;

    /**
     * Adam's rates for the unknowns.
     *
     * @param kernelRate for the logits κ of a kernel
     * @param tiltRate for tilts, in pixels
     */
    public record Rates(double kernelRate, double tiltRate) {
        /** [C] DMPlug's {@code bid.py} and {@code turbulence.py}. */
        static final Rates PUBLISHED = new Rates(0.1, 1e-7);

        public Rates {
            Require.positive("kernelRate", kernelRate);
            Require.positive("tiltRate", tiltRate);
        }

        /** The rate of the unknown of that name. */
        double of(String unknown) {
            return unknown.equals(KernelBlur.KERNEL) ? kernelRate : tiltRate;
        }
    }

    private final ParametricOperator a;
    private final Map<String, Tensor> variables = new LinkedHashMap<>();
    private final Rates rates;

    /** Draws κ ~ N(0, I) and τ ~ N(0, 0.01² I), in the scope that is open. */
    Unknowns(ParametricOperator a, Rates rates, Draws draws) {
        this.a = a;
        this.rates = rates;
        for (ParametricOperator.Unknown unknown : a.unknowns()) {
            long[] shape = unknown.shape().stream().mapToLong(Long::longValue).toArray();
            Tensor drawn = draws.shared(unknown.name(), shape);
            variables.put(
                    unknown.name(),
                    switch (unknown.name()) {
                        case KernelBlur.KERNEL -> drawn.variable();
                        case Tilt.TILT -> drawn.mul(TILT_DEVIATION).variable();
                        default ->
                            throw new IllegalArgumentException("this solver finds kernels and tilts, but " + a
                                    + " has an unknown " + unknown.name());
                    });
        }
    }

    /** θ, recorded for gradients where those are. */
    List<Tensor> theta() {
        return variables.entrySet().stream()
                .map(v -> v.getKey().equals(KernelBlur.KERNEL) ? softmax(v.getValue()) : v.getValue())
                .toList();
    }

    /** θ as it is now, in tensors of their own. */
    List<Tensor> values() {
        return theta().stream().map(theta -> theta.detach().copy()).toList();
    }

    /** A(·, θ), with θ as it is whenever it is applied. */
    ForwardOperator operator() {
        return ForwardOperator.of(x -> a.apply(x, theta()));
    }

    /** κ and τ by the names of the unknowns. */
    Map<String, Tensor> variables() {
        return variables;
    }

    /** The variables with their rates, for Adam. */
    Adam.Group[] groups() {
        return variables.entrySet().stream()
                .map(v -> Adam.group(v.getValue(), rates.of(v.getKey())))
                .toArray(Adam.Group[]::new);
    }

    /** {@code first} and then the variables. */
    Tensor[] besides(Tensor first) {
        return Stream.concat(Stream.of(first), variables.values().stream()).toArray(Tensor[]::new);
    }

    /** The solution of an image and of θ as it is now, kept by {@code scope}. */
    Solution solution(Scope scope, Tensor x, boolean complete) {
        return new Iterate(x, values()).solution(scope, complete);
    }

    private static Tensor softmax(Tensor kappa) {
        long h = kappa.size(2);
        long w = kappa.size(3);
        return kappa.reshape(1, 1, 1, h * w).softmax(3).reshape(1, 1, h, w);
    }
}
