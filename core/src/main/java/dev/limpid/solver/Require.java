package dev.limpid.solver;

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

    static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
