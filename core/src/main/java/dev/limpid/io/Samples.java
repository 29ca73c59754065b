package dev.limpid.io;

/** The samples of one picture as they stand in a file, row by row. */
interface Samples {
    int width();

    int height();

    /** 1 for gray, 3 for RGB; alpha is not counted. */
    int channels();

    /** Whether a further channel says how opaque each pixel is. */
    boolean alpha();

    SampleType type();

    /**
     * Copies one row.
     *
     * @param channel 0 to {@code channels() − 1}, or {@code channels()} for alpha
     * @param row at least {@code width()} long
     */
    void row(int channel, int y, double[] row);
}
