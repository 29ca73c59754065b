package dev.limpid.solver;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a fit stands: images, and the unknowns of A with which they were held against y.
 *
 * @param x (B, C, H, W) in [−1, 1]
 * @param theta θ, each (1, …) for all images or (B, …); empty where A is known
 */
record Iterate(Tensor x, List<Tensor> theta) {
    Iterate {
        theta = List.copyOf(theta);
    }

    /** The same in tensors of its own, with unknowns of its own for each image. */
    Iterate forEachImage() {
        return new Iterate(
                x.copy(),
                theta.stream()
                        .map(t -> t.expand(x.size(0), t.size(1), t.size(2), t.size(3))
                                .copy())
                        .toList());
    }

    /** Overwrites the values in place. */
    void assign(Iterate other) {
        x.assign(other.x);
        IntStream.range(0, theta.size()).forEach(i -> theta.get(i).assign(other.theta.get(i)));
    }

    /**
     * This one for some of the images, and another one for the rest.
     *
     * @param mine 1 for those, else 0, (B, 1, 1, 1)
     */
    Iterate or(Iterate other, Tensor mine) {
        Tensor others = mine.neg().add(1);
        return new Iterate(
                mixed(x, mine, other.x, others),
                IntStream.range(0, theta.size())
                        .mapToObj(i -> mixed(theta.get(i), mine, other.theta.get(i), others))
                        .toList());
    }

    private static Tensor mixed(Tensor a, Tensor ofA, Tensor b, Tensor ofB) {
        return a.mul(ofA).add(b.mul(ofB));
    }

    /** The solution, kept by {@code scope}. */
    Solution solution(Scope scope, boolean complete) {
        theta.forEach(scope::keep);
        return new Solution(scope.keep(x), theta, complete);
    }
}
