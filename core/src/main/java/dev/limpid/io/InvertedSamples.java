package dev.limpid.io;

/**
 * Samples whose least value is white, turned round within their range; alpha stays.
 *
 * @param range from white to black
 */
record InvertedSamples(Samples stored, ValueRange range) implements Samples {
    @Override
    public int width() {
        return stored.width();
    }

    @Override
    public int height() {
        return stored.height();
    }

    @Override
    public int channels() {
        return stored.channels();
    }

    @Override
    public boolean alpha() {
        return stored.alpha();
    }

    @Override
    public SampleType type() {
        return stored.type();
    }

    @Override
    public void row(int channel, int y, double[] row) {
        stored.row(channel, y, row);
        for (int x = 0; channel < channels() && x < width(); x++) {
            row[x] = range.max() - (row[x] - range.min());
        }
    }
}
