package dev.limpid.io;

/**
 * A request that cannot be carried out as it was made, with the way out in options of the command line apart from the fault: whoever asks
 * in another way is told of it without them.
 */
public final class AdvisedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String elsewhere;

    /**
     * @param fault in one line
     * @param options the way out on the command line, with its punctuation
     * @param elsewhere the way out anywhere else, with its punctuation; empty where there is none
     */
    public AdvisedException(String fault, String options, String elsewhere) {
        super(fault + options);
        this.elsewhere = fault + elsewhere;
    }

    /** The fault, and the way out where there is no command line. */
    public String elsewhere() {
        return elsewhere;
    }
}
