package dev.limpid.io;

/**
 * Samples of a PNM whose decoder has stretched them to the whole container, brought back to what the file holds.
 *
 * @param most the largest value that the file declares
 */
record ScaledSamples(Samples stretched, int most) implements Samples {
    @Override
    public int width() {
        return stretched.width();
    }

    @Override
    public int height() {
        return stretched.height();
    }

    @Override
    public int channels() {
        return stretched.channels();
    }

    @Override
    public boolean alpha() {
        return stretched.alpha();
    }

    @Override
    public SampleType type() {
        return stretched.type();
    }

    @Override
    public void row(int channel, int y, double[] row) {
        stretched.row(channel, y, row);
        double white = Math.scalb(1.0, type().bits()) - 1;
        for (int x = 0; x < width(); x++) {
            row[x] = Math.rint(row[x] * most / white);
        }
    }
}
