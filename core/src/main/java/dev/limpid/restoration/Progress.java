package dev.limpid.restoration;

/** Is told how far a computation is. */
public interface Progress extends AutoCloseable {
    /**
     * Notes that {@code done} steps are done in all.
     *
     * @param remark what goes with them, such as {@code loss 0.0123}
     */
    void at(long done, String remark);

    /** Notes that the computation has ended, whether or not all of its steps are done. */
    @Override
    void close();

    /** Begins to follow a computation. */
    @FunctionalInterface
    interface Opener {
        /**
         * Follows one computation.
         *
         * @param activity its name, such as {@code restoring}
         * @param from the steps that an earlier run did
         */
        Progress open(String activity, long from, long total);
    }
}
