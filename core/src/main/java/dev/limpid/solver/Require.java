package dev.limpid.solver;

import dev.limpid.operator.Measurement;

/** Checks of what a solver is given, with messages that name the key, the rule and the value. */
final class Require {
    private Require() {}

    static void positive(String key, long value) {
        check(value > 0, key + " must be positive, got " + value);
    }

    static void positive(String key, double value) {
        check(value > 0 && !Double.isInfinite(value), key + " must be positive, got " + value);
    }

    static void notNegative(String key, long value) {
        check(value >= 0, key + " must not be negative, got " + value);
    }

    static void notNegative(String key, double value) {
        check(value >= 0 && !Double.isInfinite(value), key + " must not be negative, got " + value);
    }

    /** For solvers whose unknowns belong to one picture. */
    static void oneImage(Method<?> method, Measurement measurement, Run run) {
        long images = run.draws().shape()[0];
        check(images == 1 && measurement.y().size(0) == 1, method.name() + " takes one image at a time, got " + images);
    }

    static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
