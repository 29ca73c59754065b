package dev.limpid.bench;

import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.UNet;
import dev.limpid.prior.UNetConfig;
import java.util.List;

/**
 * A network to be measured, at the size of its own images and with random weights: time and memory do not depend on them.
 *
 * @param name in the catalogue of priors
 */
record Subject(String name, UNetConfig config) {
    /** Multiply-adds from which on a network counts as large, and fewer iterations are measured. */
    private static final long LARGE = 50_000_000_000L;

    /** The names that are measured unless others are asked for. */
    static final String DEFAULT = "cats64,celeba";

    /**
     * By its name in the catalogue.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static Subject of(String name) {
        return PriorCatalog.find(name)
                .filter(card -> card.architecture() instanceof UNetConfig)
                .map(card -> new Subject(name, (UNetConfig) card.architecture()))
                .orElseThrow(() ->
                        new IllegalArgumentException("unknown prior '" + name + "': " + String.join(", ", names())));
    }

    private static List<String> names() {
        return PriorCatalog.cards().stream()
                .filter(card -> card.architecture() instanceof UNetConfig)
                .map(card -> card.name())
                .toList();
    }

    int size() {
        return config.imageSize();
    }

    /** Bytes of one float32 image. */
    long imageBytes() {
        return 4L * config.inChannels() * size() * size();
    }

    /** Multiply-adds of one evaluation for one image. */
    long macs() {
        return MacCount.of(config, size(), size());
    }

    /** Iterations to measure, unless the user says how many. */
    int iterations() {
        return macs() < LARGE ? 40 : 5;
    }

    /** Iterations that are left out because Java still compiles and LibTorch still fills its caches. */
    int warmUp() {
        return macs() < LARGE ? 10 : 2;
    }

    /** The prior itself, in the open scope. */
    DiffusionPrior prior() {
        return DiffusionPrior.of(new UNet(config, new RandomWeights(0)), NoiseSchedule.linear());
    }
}
