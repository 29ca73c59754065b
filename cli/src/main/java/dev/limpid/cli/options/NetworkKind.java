package dev.limpid.cli.options;

/** Kinds of networks that can be trained. */
public enum NetworkKind {
    /** Predicts the noise in pictures of one size. */
    UNET,
    /** Removes noise from pictures of any size. */
    LOCAL
}
