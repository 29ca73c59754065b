package dev.limpid.cli.console;

/** Shows how far a computation is and when it will be done. */
public interface Display extends AutoCloseable {
    /** Shows nothing. */
    Display NONE = new Display() {
        @Override
        public void at(long done, String remark) {}

        @Override
        public void close() {}
    };

    /**
     * Notes that {@code done} steps are done in all.
     *
     * @param remark a detail, such as {@code loss 0.0123}
     */
    void at(long done, String remark);

    /** Ends the display where it stands. */
    @Override
    void close();
}
