package dev.limpid.golden;

/** Compares our result with a golden case, within the tolerance that the manifest states for its kind. */
@FunctionalInterface
interface GoldenRule {
    /**
     * Passes or throws.
     *
     * @throws AssertionError if the case is missed
     */
    void check(GoldenCase golden) throws Exception;
}
