package dev.limpid.cli;

/** Shows how far a computation is and when it will be done. */
interface Progress extends AutoCloseable {
    /** Shows nothing. */
    Progress NONE = new Progress() {
        @Override
        public void at(long done, String remark) {}

        @Override
        public void close() {}
    };

    /**
     * Notes that {@code done} steps are done in all.
     *
     * @param remark what goes with them, such as "loss 0.0123"
     */
    void at(long done, String remark);

    /** Says, before the first {@link #at}, that so many steps were done by a run that is taken up again. */
    default void from(long done) {}

    /** Ends the display where it stands. */
    @Override
    void close();
}
