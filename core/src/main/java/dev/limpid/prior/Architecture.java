package dev.limpid.prior;

/** The architecture of a prior's network, as far as names and shapes of its weights follow from it. */
public sealed interface Architecture permits UNetConfig, LocalUNetConfig {
    /** The kind of network and its widths, in a few words. */
    String summary();

    /** Everything that people ask of an architecture, in one line. */
    String details();
}
