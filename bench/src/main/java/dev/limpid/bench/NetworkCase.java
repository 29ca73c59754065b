package dev.limpid.bench;

import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.io.Memory;
import dev.limpid.prior.LocalUNet;
import dev.limpid.prior.LocalUNetConfig;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;

/** A local network alone, with random weights, on one square picture: time and memory do not depend on what either holds. */
final class NetworkCase {
    private static final double SIGMA = 0.1;
    private static final int WARM_UP = 2;

    private final LocalUNetConfig config;
    private final int size;

    /** @param prior name of a local network in the catalogue */
    NetworkCase(String prior, int size) {
        config = config(prior);
        this.size = size;
    }

    /**
     * The network of a local prior.
     *
     * @throws IllegalArgumentException if the catalogue has none of that name
     */
    static LocalUNetConfig config(String prior) {
        return PriorCatalog.find(prior)
                .filter(card -> card.architecture() instanceof LocalUNetConfig)
                .map(card -> (LocalUNetConfig) card.architecture())
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown local prior '" + prior + "': " + String.join(", ", names())));
    }

    private static List<String> names() {
        return PriorCatalog.cards().stream()
                .filter(card -> card.architecture() instanceof LocalUNetConfig)
                .map(card -> card.name())
                .toList();
    }

    /** Measures so many evaluations, and as many with the gradient. */
    NetworkResult measure(int iterations) {
        try (var scope = Scope.open()) {
            var network = new LocalUNet(config, new RandomWeights(0));
            Tensor x = Rng.of(0).normal(1, config.colours(), size, size);
            double forward = median(iterations, () -> evaluate(network, x));
            double gradient = median(iterations, () -> differentiate(network, x));
            return new NetworkResult(forward, gradient, Memory.peak().orElse(0) / 0x1p20);
        }
    }

    private static double median(int iterations, Runnable run) {
        var millis = new double[iterations];
        for (int i = -WARM_UP; i < iterations; i++) {
            long start = System.nanoTime();
            run.run();
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        return Median.of(millis);
    }

    private static void evaluate(LocalUNet network, Tensor x) {
        try (var off = Gradients.off();
                var step = Scope.open()) {
            network.denoise(x, SIGMA).narrow(3, 0, 1).sum().item();
        }
    }

    private static void differentiate(LocalUNet network, Tensor x) {
        try (var step = Scope.open()) {
            Tensor variable = x.variable();
            Tensor clean = network.denoise(variable, SIGMA);
            Gradients.vjp(clean, clean.detach(), variable)[0]
                    .narrow(3, 0, 1)
                    .sum()
                    .item();
        }
    }
}
